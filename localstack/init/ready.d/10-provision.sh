#!/usr/bin/env bash
# What 'loopworker provision' makes of the default settings, for LocalStack to make when it is ready.
# A test holds the one against the other.
set -euo pipefail

queue() {
  awslocal sqs create-queue --queue-name "$1" --attributes "$2" >/dev/null
  echo "queue $1"
}

four_days=345600
fourteen_days=1209600
region=${AWS_DEFAULT_REGION:-us-east-1}
account=${AWS_ACCOUNT_ID:-000000000000}
redrive="{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:$region:$account:loop-events-dlq\\\",\\\"maxReceiveCount\\\":\\\"5\\\"}"

queue loop-events-dlq "{\"MessageRetentionPeriod\":\"$fourteen_days\"}"
queue loop-events "{\"VisibilityTimeout\":\"30\",\"MessageRetentionPeriod\":\"$four_days\",\"RedrivePolicy\":\"$redrive\"}"
queue loop-notifications "{\"MessageRetentionPeriod\":\"$four_days\"}"

awslocal dynamodb create-table --table-name loop-agent-state --billing-mode PAY_PER_REQUEST \
  --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=S AttributeName=fingerprint,AttributeType=S \
  --key-schema AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE \
  --global-secondary-indexes 'IndexName=CardFingerprintIndex,KeySchema=[{AttributeName=fingerprint,KeyType=HASH}],Projection={ProjectionType=INCLUDE,NonKeyAttributes=[user_pubkey,card_last4,linked_at]}' >/dev/null
awslocal dynamodb wait table-exists --table-name loop-agent-state
awslocal dynamodb update-time-to-live --table-name loop-agent-state \
  --time-to-live-specification Enabled=true,AttributeName=ttl >/dev/null
# Not every emulator has it.
awslocal dynamodb update-continuous-backups --table-name loop-agent-state \
  --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true >/dev/null 2>&1 || true
echo "table loop-agent-state"
