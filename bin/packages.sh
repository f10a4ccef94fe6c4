# Sourced by bin/bootstrap: which Debian packages are missing, why each is needed, and how they are installed.
# A thing is probed by what it brings, not by its package name: a machine that has it some other way is left alone.

have_library() { [[ $(/sbin/ldconfig -p) == *"$1"* ]]; }
have_file() { compgen -G "$1" >/dev/null; }

# The newest PostgreSQL that is here or that this Debian would install.
postgresql_major() {
  local installed
  installed=$(ls /usr/lib/postgresql 2>/dev/null | sort -n | tail -1)
  if [ -n "$installed" ]; then
    echo "$installed"
  else
    apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -1
  fi
}

suitable_python() {
  local candidate
  for candidate in /usr/bin/python3 python3 python3.11 python3.12 python3.13; do
    candidate=$(command -v "$candidate") || continue
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# One line a missing package: "name|why".
missing_packages() {
  local python major extensions="/usr/share/postgresql/*/extension"
  if ! python=$(suitable_python); then
    echo "python3|Python 3.11 to 3.13 runs everything here"
    echo "python3-venv|the virtual environment .venv"
  elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "python3-venv|the virtual environment .venv"
  fi
  have_file "/usr/lib/postgresql/*/bin/initdb" || echo "postgresql|the database"
  # Brings libgdal, libgeos and libproj of this Debian as well, which GeoDjango loads.
  if ! have_file "$extensions/postgis.control" || ! have_library libgdal.so; then
    echo "postgresql-postgis|maps in the database; brings GDAL and GEOS for GeoDjango"
  fi
  if ! have_file "$extensions/pgrouting.control"; then
    major=$(postgresql_major)
    # Debian has no version-free name for this one.
    echo "postgresql-${major:-15}-pgrouting|routes on the road network"
  fi
  have_library libpango-1.0.so.0 || echo "libpango-1.0-0|WeasyPrint lays out the PDF documents"
  have_library libpangoft2-1.0.so.0 || echo "libpangoft2-1.0-0|WeasyPrint lays out the PDF documents"
  have_library libharfbuzz-subset.so.0 || echo "libharfbuzz-subset0|keeps the fonts inside a PDF small"
  # 56 MB, but the only free family here with a Song (serif) face in two weights, which official documents are
  # set in, and with the rare characters of village names; fonts-wqy-microhei (1.6 MB) has neither.
  have_file "/usr/share/fonts/*/*/Noto*CJK*" || echo "fonts-noto-cjk|Chinese letters in PDF documents and page images"
  # Without it every scan is held back as unreadable: nothing is passed that nobody has read.
  if ! have_library libtesseract.so || ! have_file "/usr/share/tesseract-ocr/*/tessdata/eng.traineddata"; then
    echo "tesseract-ocr|reads scans in the check for personal data"
  fi
  have_file "/usr/share/tesseract-ocr/*/tessdata/chi_sim.traineddata" || echo "tesseract-ocr-chi-sim|the Chinese of it"
  command -v ffmpeg >/dev/null || echo "ffmpeg|probes uploaded films and makes what the public sees of them"
  command -v espeak-ng >/dev/null || echo "espeak-ng|reads the sample introductions aloud"
  command -v age >/dev/null || echo "age|seals the backups"
  have_file "/etc/ssl/certs/ca-certificates.crt" || echo "ca-certificates|checks who serves the Python packages"
  if [ "$1" = test ]; then
    command -v chromium >/dev/null || echo "chromium|the browser of the browser tests"
    command -v pdftotext >/dev/null || echo "poppler-utils|another reader of PDF, asked what public copies give away"
    # Not started: a test runs its own, on ports of its own.
    have_file /usr/sbin/nginx || echo "nginx|the front of a site on the net, whose settings are tested"
    have_library libatomic.so.1 || echo "libatomic1|node, which Playwright drives the browser with"
  fi
}

# RUNLEVEL=1: a service that a package brings is not started by installing it.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 "$@"
  fi
}

# apt-get prints some 500 lines for 140 packages: all of them go to a file, a count every 25 to the screen.
run_apt() {
  local line fetched=0 done=0
  as_root apt-get -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -q "$@" 2>&1 </dev/null | while IFS= read -r line; do
    printf '%s\n' "$line" >>var/apt.log
    case $line in
      "Need to get"* | "After this operation"* | E:*) say "  $line" ;;
      Get:*) ((++fetched % 25)) || say "  … $fetched files fetched" ;;
      "Setting up"*) ((++done % 25)) || say "  … $done packages set up" ;;
    esac
  done
}

install_missing_packages() {
  local missing names by_hand
  missing=$(missing_packages "$1")
  [ -n "$missing" ] || return 0
  say "Debian packages are missing:"
  while IFS='|' read -r name why; do
    say "$(printf '  %-26s %s' "$name" "$why")"
  done <<<"$missing"
  command -v apt-get >/dev/null || stop "This is not Debian: there is no apt-get." "Install what is named above in your system's own way."
  if [ "$(id -u)" != 0 ] && ! { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; then
    names=$(cut -d'|' -f1 <<<"$missing" | tr '\n' ' ')
    by_hand="apt-get update && apt-get install -y --no-install-recommends $names"
    stop "Installing them needs root, and there is no usable sudo here." "As root, run once: $by_hand"
  fi
  : >var/apt.log
  # Without package lists apt knows no candidate, not even which PostgreSQL this Debian has.
  if ! [[ $(apt-cache policy postgresql-postgis 2>/dev/null) == *"Candidate: "[0-9]* ]]; then
    refresh_lists
  fi
  names=$(missing_packages "$1" | cut -d'|' -f1 | sort -u | tr '\n' ' ')
  say "Installing them (details: var/apt.log) …"
  if ! run_apt install -y --no-install-recommends $names; then
    refresh_lists # lists older than the mirror name files that are gone
    run_apt install -y --no-install-recommends $names ||
      stop "apt-get could not install them." "Read the end of var/apt.log, mend it, and run this again."
  fi
  missing=$(missing_packages "$1")
  [ -z "$missing" ] || stop "Still missing after the installation: $(cut -d'|' -f1 <<<"$missing" | tr '\n' ' ')" \
    "Read var/apt.log."
}

refresh_lists() {
  say "Reading the package lists …"
  run_apt update || stop "apt-get update failed." "Check the network and /etc/apt/sources.list, then run this again."
}
