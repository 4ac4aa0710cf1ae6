#!/usr/bin/env bash
# AWSSDK.SQS 4.1.0 on .NET 10: reading a property of the configuration changes where calls go.
#
# The environment names an endpoint (AWS_ENDPOINT_URL_SQS). Whoever reads AmazonSQSConfig.ServiceURL first and RegionEndpoint
# after it has lost that endpoint: ServiceURL is null from then on, and calls go to AWS itself, with whatever credentials
# there are. Read the other way round, region first, both stay. No property is set by anyone. A line of logging that prints
# "endpoint, region" is enough.
#
# Seen: "endpoint, then region: https://sqs.eu-central-1.amazonaws.com/"
#       "region, then endpoint: http://localhost:4566/"
# What to do: read RegionEndpoint before ServiceURL, or set ServiceURL and AuthenticationRegion yourself.
# No call is made. Needs the .NET SDK 10 and a NuGet feed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="AWSSDK.SQS" Version="[4.1.0]" />
    <PackageReference Include="AWSSDK.Core" Version="[4.1.0]" />
  </ItemGroup>
</Project>
PROJECT

cat > Program.cs <<'PROGRAM'
using Amazon.Runtime.Endpoints;
using Amazon.SQS;
using Amazon.SQS.Model;

var endpointFirst = new AmazonSQSConfig();
_ = endpointFirst.ServiceURL;
_ = endpointFirst.RegionEndpoint;
Console.WriteLine($"endpoint, then region: {CalledBy(endpointFirst)}");

var regionFirst = new AmazonSQSConfig();
_ = regionFirst.RegionEndpoint;
_ = regionFirst.ServiceURL;
Console.WriteLine($"region, then endpoint: {CalledBy(regionFirst)}");

static string CalledBy(AmazonSQSConfig config) =>
    config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new ListQueuesRequest())).URL;
PROGRAM

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
seen=$(AWS_REGION=eu-central-1 AWS_ENDPOINT_URL_SQS=http://localhost:4566 dotnet run)
echo "$seen"
expected='endpoint, then region: https://sqs.eu-central-1.amazonaws.com/
region, then endpoint: http://localhost:4566/'
if [ "$seen" != "$expected" ]; then
  echo "The behaviour has changed."
  exit 1
fi
