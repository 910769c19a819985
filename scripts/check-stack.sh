#!/usr/bin/env bash
# Synthesises the stack with the CDK's own validation, at its smallest, its largest and with everything there is, and has
# cfn-lint look at the templates. cfn-lint is a Python program: pip install cfn-lint.
set -euo pipefail
cd "$(dirname "$0")/.."

assembly="$(mktemp -d)"
trap 'rm -rf "$assembly"' EXIT

synth() {
  local name="$1"
  shift
  printf -- '--- %s\n' "$name: ${*:-no options}"
  node_modules/.bin/cdk synth --quiet --no-notices --output "$assembly/$name" "$@"
}

synth smallest
synth largest -c workerCount=100
synth everything -c workerCount=3 -c spot=true -c maxAzs=3 -c natGateways=3 -c vpcEndpoints=qbusiness,ssm,logs,ecr,sts \
  -c stagingBucket=create -c federatedCredential=true -c alarmEmail=mail-team@contoso.com -c tags=CostCentre=4711 \
  -c image=123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/worker:1

if command -v cfn-lint > /dev/null; then
  cfn-lint --regions us-east-1 us-west-2 eu-west-1 ap-southeast-2 --template "$assembly"/*/*.template.json
  printf 'cfn-lint finds nothing in %s templates\n' "$(ls "$assembly"/*/*.template.json | wc -l)"
else
  printf '\n!!! SKIPPED: cfn-lint is not on the PATH, the templates were NOT checked with it (pip install cfn-lint) !!!\n\n'
fi
