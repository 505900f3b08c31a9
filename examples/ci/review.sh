#!/bin/sh
# What a pull request changes, for any CI: synthesizes the checkout and its base, and writes Markdown, HTML and JSON.
# Needs Node, npm ci and the git history of the base; no Terraform and no cloud credential.
#
#   review.sh BASE-REF FOLDER      for example: review.sh origin/main review
#
# Exits 2 where the change holds one of the kinds in FAIL_ON; the pages are written all the same. `grave` is everything
# that somebody must agree to: all but what goes live or back, is made, costs, holds back more, or is only words. Who
# agrees copies the entry from FOLDER/accept.yaml into ACCEPTED, with a reason and a date. PRICES is a price book: without
# one a change says nothing of money.
#
# This script, FAIL_ON, ACCEPTED and the version of the package come from the checkout, which is the pull request's own:
# whoever changes them changes the gate. See "What makes it a gate" in docs/review.md.
set -eu
base=$1
folder=$2
review=${REVIEW:-npx --no cdktf-ml-pilot review}
accepted=${ACCEPTED:-review-accepted.yaml}
# a file that was named must be there; the usual one may be missing
[ -n "${ACCEPTED:-}" ] || [ -e "$accepted" ] || accepted=
prices=${PRICES:-prices.yaml}
[ -n "${PRICES:-}" ] || [ -e "$prices" ] || prices=

npx --no cdktf synth
# shellcheck disable=SC2086  # REVIEW is a command with arguments
$review --output "$folder" ${prices:+--prices "$prices"}
# shellcheck disable=SC2086
$review --base "$base" --output "$folder" ${prices:+--prices "$prices"} ${accepted:+--accepted "$accepted"} \
  --fail-on "${FAIL_ON:-grave}"
