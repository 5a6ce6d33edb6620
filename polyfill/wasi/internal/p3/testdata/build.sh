#!/bin/sh
# usage: build.sh FOLDER-OF-WIT-PACKAGES
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/../../wittest/forward.sh" "$1" "$here/worlds.wit" "$here"
