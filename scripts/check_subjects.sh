#!/usr/bin/env bash
# Checks that the subjects of the commits are below 72 characters, so that logs and mails show them whole.
#
#   scripts/check_subjects.sh [BASE]     the commits after BASE; without it, all since the rule holds. Prints which are longer.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ $# -gt 0 ]; then
  before=("$1")
else
  mapfile -t before < <(git log --diff-filter=A --format=%H -- scripts/check_subjects.sh)  # the rule holds since this file came
fi
wrong=0
while read -r commit subject; do
  [ ${#subject} -lt 72 ] || { echo "$commit ${#subject} characters: $subject"; wrong=1; }
done < <(git log --no-merges --format='%h %s' HEAD --not "${before[@]}")
exit $wrong
