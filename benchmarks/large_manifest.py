"""A manifest as a library has it that is tested on many interpreters and machines."""

from __future__ import annotations

_VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
_ENVIRONMENTS = (
    'py{digits} = {{ features = ["py{digits}", "test"], solve-group = "py{digits}" }}',
    'py{digits}-cuda = {{ features = ["py{digits}", "cuda", "test"] }}',
    'py{digits}-oldest = ["py{digits}", "oldest", "test"]',
)

_WORKSPACE = """\
# The workspace of the library: every developer and every job of the CI uses it.
[workspace]
name = "weather-model"
version = "2.4.0"
description = "Forecasts on regular grids, from observations of many kinds"
authors = ["Ada Author <ada@example.org>", "Bob Builder <bob@example.org>"]
license = "BSD-3-Clause"
homepage = "https://weather-model.example.org"
repository = "https://git.example.org/weather/weather-model"
channels = ["conda-forge", { channel = "nvidia", priority = -1 }]
platforms = ["linux-64", "linux-aarch64", "osx-64", "osx-arm64", "win-64"]
requires-pixi = ">=0.60"

# What the library needs wherever it runs. Keep in step with pyproject.toml.
[dependencies]
python = ">=3.10"
numpy = ">=1.26.4,<3"
scipy = ">=1.12,<2"
pandas = ">=2.2.0,<3"
xarray = ">=2024.2"
dask-core = ">=2024.3,<2026"
zarr = { version = ">=2.17,<4", channel = "conda-forge" }
pyarrow = ">=15,<22"
numba = ">=0.59"
matplotlib-base = ">=3.8,<4"
libnetcdf = { version = ">=4.9", build = "nompi_*" }
click = "8.*"
rich = ">=13.7"
pydantic = ">=2.6,<3"
fsspec = "*"
tqdm = "*"

[pypi-dependencies]
weather-model = { path = ".", editable = true }
weather-grids = ">=1.4,<2"
earth-clock = { version = "~=0.9.2", extras = ["leap-seconds"] }

[pypi-options]
extra-index-urls = ["https://wheels.example.org/simple"]
no-build = ["weather-grids"]

[target.linux.dependencies]
libgfortran = ">=13"
patchelf = "*"

[target.osx.dependencies]
llvm-openmp = ">=17"

[target.win.dependencies]
# The others bring it with the compiler.
vs2022_win-64 = "*"
m2-patch = "*"

[activation]
scripts = ["scripts/activate.sh"]

[activation.env]
WEATHER_MODEL_DATA = "$PIXI_PROJECT_ROOT/data"
OMP_NUM_THREADS = "1"

[target.win.activation]
scripts = ["scripts/activate.bat"]

[tasks]
configure = "cmake -B build -S native -G Ninja"
compile = { cmd = "cmake --build build", depends-on = ["configure"] }
install-native = { cmd = "cmake --install build", depends-on = ["compile"] }
clean = "rm -rf build dist .cache"
version = "python -c 'import weather_model; print(weather_model.__version__)'"

[tasks.fetch-data]
cmd = "python -m weather_model.data fetch --to data"
description = "Download the observations that the examples are made with"
outputs = ["data/observations.zarr"]

[tasks.forecast]
cmd = "python -m weather_model forecast data/observations.zarr --days 3"
depends-on = ["install-native", "fetch-data"]
inputs = ["data/observations.zarr", "src/**/*.py"]
outputs = ["out/forecast.nc"]
description = "Make the forecast of the tutorial"

"""

_PYTHON = """\
[feature.py{digits}.dependencies]
python = "{version}.*"

[feature.py{digits}.tasks]
wheel = "python -m build --wheel --outdir dist/{version}"
check-wheel = {{ cmd = "twine check dist/{version}/*", depends-on = ["wheel"] }}

[feature.py{digits}.target.win.dependencies]
pywin32 = ">=306"

"""

_PARTS = """\
# Tests of the library, and what only they need.
[feature.test.dependencies]
pytest = ">=8.1"
pytest-xdist = ">=3.5"
pytest-cov = "*"
pytest-timeout = "*"
hypothesis = ">=6.100,<7"
coverage = { version = ">=7.4", extras = ["toml"] }

[feature.test.target.unix.dependencies]
pytest-memray = ">=1.5"

[feature.test.pypi-dependencies]
weather-fixtures = { git = "https://git.example.org/weather/fixtures", tag = "v12" }

[feature.test.tasks]
test = "pytest -n auto --timeout 600 tests"
test-fast = "pytest -n auto -m 'not slow' tests"
coverage = { cmd = "pytest --cov=weather_model tests", outputs = [".coverage"] }

[feature.test.tasks.report]
cmd = "coverage html --directory out/coverage"
depends-on = ["coverage"]
inputs = [".coverage"]
outputs = ["out/coverage/index.html"]

# Machines with a graphics card.
[feature.cuda]
platforms = ["linux-64", "win-64"]
channels = ["nvidia", { channel = "conda-forge", priority = 1 }]

[feature.cuda.dependencies]
cuda-version = "12.*"
cuda-nvcc = "12.*"
cupy = ">=13,<14"
numba-cuda = "*"

[feature.cuda.tasks]
test-cuda = "pytest -m cuda tests"
benchmark-cuda = { cmd = "asv run --bench cuda", depends-on = ["install-native"] }

[feature.cuda.activation.env]
CUDA_MODULE_LOADING = "LAZY"

# The oldest versions that are supported: what is written above must be true.
[feature.oldest]
solve-strategy = "lowest-direct"

[feature.oldest.dependencies]
numpy = "1.26.4.*"
scipy = "1.12.*"
pandas = "2.2.*"
xarray = "2024.2.*"
zarr = "2.17.*"
matplotlib-base = "3.8.*"

[feature.oldest.pypi-dependencies]
weather-grids = "==1.4.0"

[feature.oldest.tasks]
test-oldest = { cmd = "pytest -x -n auto tests", env = { PYTHONWARNINGS = "error" } }

# The pages of the project: built for every change, published for every release.
[feature.docs.dependencies]
sphinx = ">=7.3,<9"
sphinx-design = "*"
myst-parser = ">=3"
numpydoc = "*"
nbsphinx = "*"
pandoc = ">=3.1"
graphviz = "*"

[feature.docs.pypi-dependencies]
weather-theme = ">=0.4"

[feature.docs.tasks]
docs = { cmd = "sphinx-build -W docs out/docs", description = "Build the pages" }
docs-serve = "python -m http.server --directory out/docs"
docs-links = { cmd = "sphinx-build -b linkcheck docs out/links", cwd = "." }

[feature.docs.tasks.docs-clean]
cmd = "rm -rf out/docs docs/generated"
description = "Throw away what was generated"

# Needs no interpreter of the library.
[feature.lint.dependencies]
ruff = ">=0.9"
mypy = ">=1.15"
pre-commit = ">=4"
typos = "*"
taplo = "*"
actionlint = "*"
shellcheck = "*"

[feature.lint.tasks]
lint = "pre-commit run --all-files"
format = "ruff format src tests"
types = { cmd = "mypy src", depends-on = [{ task = "format" }] }

[feature.notebooks.dependencies]
jupyterlab = ">=4.1,<5"
ipywidgets = ">=8"
ipympl = "*"
nodejs = ">=20"

[feature.notebooks.tasks]
notebooks = "jupyter lab --no-browser examples"
execute = { cmd = "jupyter execute examples/*.ipynb", inputs = ["examples/*.ipynb"] }

[feature.notebooks.target.linux.dependencies]
firefox = "*"
geckodriver = "*"

[feature.notebooks.activation.env]
JUPYTER_PLATFORM_DIRS = "1"

[feature.benchmark.dependencies]
asv = ">=0.6.3"
virtualenv = "*"
py-spy = { version = "*" }

[feature.benchmark.tasks]
benchmark = "asv run --quick"
compare = { cmd = "asv compare main HEAD", depends-on = ["benchmark"] }
profile = "py-spy record -o out/profile.svg -- python -m weather_model forecast"

[feature.release.dependencies]
python-build = ">=1.2"
twine = ">=5"
git-cliff = "*"

[feature.release.tasks]
changelog = "git-cliff --output CHANGELOG.md"
sdist = "python -m build --sdist"
check = { cmd = "twine check dist/*", inputs = ["dist/*"] }
upload = { cmd = "twine upload dist/*", depends-on = ["sdist", "changelog", "check"] }

"""


def large_manifest() -> str:
    """Return a manifest of 300 lines with 20 environments besides the default one."""
    pythons = [(version, version.replace(".", "")) for version in _VERSIONS]
    features = [
        _PYTHON.format(version=version, digits=digits) for version, digits in pythons
    ]
    matrix = [
        line.format(digits=digits) for _, digits in pythons for line in _ENVIRONMENTS
    ]
    others = [
        'docs = { features = ["py312", "docs"], solve-group = "py312" }',
        'notebooks = { features = ["py312", "notebooks"], solve-group = "py312" }',
        'benchmark = ["py313", "benchmark"]',
        'release = ["py312", "release"]',
        'lint = { features = ["lint"], no-default-feature = true }',
    ]
    environments = ["# What developers and jobs choose from.", "[environments]"]
    lines = [*environments, *matrix, *others]
    return "".join([_WORKSPACE, *features, _PARTS, "\n".join(lines), "\n"])
