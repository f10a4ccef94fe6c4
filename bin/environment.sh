# Sourced by bin/bootstrap: the virtual environment .venv, from hash-pinned requirements, kept by a stamp.

# "level checksum": a test environment also serves, so bin/serve never takes the test tools away again.
requirements_stamp() {
  printf '%s %s\n' "$1" "$({ cat "$(requirements_file "$1")" requirements-uv.txt && echo "$PWD" && "$2" -VV; } | sha256sum | cut -d' ' -f1)"
}

requirements_file() { [ "$1" = test ] && echo requirements-test.txt || echo requirements.txt; }

install_requirements() {
  local level=$1 python stamp=.venv/cuntu-stamp
  python=$(suitable_python) || stop "There is no Python 3.11, 3.12 or 3.13 here." "Install one (apt-get install python3 python3-venv)."
  case $(cat "$stamp" 2>/dev/null || true) in test\ *) level=test ;; esac
  if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(requirements_stamp "$level" "$python")" ]; then
    return 0
  fi
  say "Python packages: $(grep -c '^[a-z].*==' "$(requirements_file "$level")") in .venv, as $(requirements_file "$level") pins them …"
  rm -f "$stamp"
  if ! .venv/bin/python -c '' 2>/dev/null || [ "$(.venv/bin/python -VV)" != "$("$python" -VV)" ]; then
    rm -rf .venv
    "$python" -m venv --without-pip .venv
  fi
  if ! sync_with_uv "$python" "$(requirements_file "$level")"; then
    say "  uv could not do it; pip does, more slowly …"
    sync_with_pip "$python" "$(requirements_file "$level")" ||
      stop "The Python packages could not be installed." "Check the network (and pip's index setting, if you have one), then run this again."
  fi
  requirements_stamp "$level" "$python" >"$stamp"
}

sync_with_uv() {
  local index
  if ! [ -x var/uv/bin/uv ] || ! cmp -s requirements-uv.txt var/uv/installed.txt; then
    rm -rf var/uv
    "$1" -m venv var/uv || return 1
    var/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt >&2 || return 1
    cp requirements-uv.txt var/uv/installed.txt
  fi
  # The parsers of the sandbox may write nothing, so nobody else would compile their libraries.
  # uv does not read pip's settings: a private index that pip was told of is passed on.
  index=$(var/uv/bin/python -m pip config get global.index-url 2>/dev/null || true)
  if [ -n "${PIP_INDEX_URL:-$index}" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then
    export UV_DEFAULT_INDEX="${PIP_INDEX_URL:-$index}"
  fi
  UV_PYTHON_DOWNLOADS=never UV_NATIVE_TLS=1 UV_LINK_MODE=copy var/uv/bin/uv pip sync --quiet --compile-bytecode --require-hashes \
    --no-progress --python .venv/bin/python "$2" >&2
}

sync_with_pip() {
  "$1" -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$2" >&2
}
