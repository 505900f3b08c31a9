#!/bin/sh
# What a pull request changes, for any CI: synthesizes the checkout and its base, and writes Markdown, HTML and JSON.
# Needs Node, npm ci and the git history of the base; no Terraform and no cloud credential.
#
#   review.sh BASE-REF FOLDER      for example: review.sh origin/main review
#
# Exits 2 where the change holds one of the kinds in FAIL_ON; the pages are written all the same. PRICES is a price book:
# without one a change says nothing of money.
#
# This script, FAIL_ON and the version of the package come from the checkout, which is the pull request's own: whoever
# changes them changes the gate. See "What makes it a gate" in docs/review.md.
set -eu
base=$1
folder=$2
review=${REVIEW:-npx --no cdktf-ml-pilot review}

npx --no cdktf synth
# shellcheck disable=SC2086  # REVIEW is a command with arguments
$review --output "$folder" ${PRICES:+--prices "$PRICES"}
# shellcheck disable=SC2086
$review --base "$base" --output "$folder" ${PRICES:+--prices "$PRICES"} --fail-on "${FAIL_ON:-destroy,public,wildcard,limit-raised,expiry-dropped}"
