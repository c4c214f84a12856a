@echo off
rem Windows does not run a script without an extension: this file starts the one beside it.
if exist "%~dp0python.exe" ("%~dp0python.exe" "%~dp0pixi" %*) else ("%~dp0..\python.exe" "%~dp0pixi" %*)
