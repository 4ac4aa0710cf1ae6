#!/usr/bin/env bash
# AWSSDK.DynamoDBv2 4.1.0 on .NET 10: AmazonDynamoDBConfig.MaxErrorRetry says 2 retries, and the client makes 3.
#
# A client with default settings tries a call that is answered by 500 four times, though MaxErrorRetry reads 2 before and
# after. Setting the property to the very value that it shows changes the number of requests to three.
#
# Seen: "says 2, requests 4"
#       "set to 2, requests 3"
# What to do: set MaxErrorRetry always; never deduce attempts from reading it.
# Needs the .NET SDK 10 and a NuGet feed. The only server is this script's own, on the loopback address.
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
    <PackageReference Include="AWSSDK.DynamoDBv2" Version="[4.1.0]" />
    <PackageReference Include="AWSSDK.Core" Version="[4.1.0]" />
  </ItemGroup>
</Project>
PROJECT

cat > Program.cs <<'PROGRAM'
using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

var probe = new TcpListener(IPAddress.Loopback, 0);
probe.Start();
var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
probe.Stop();

var requests = 0;
var server = new HttpListener();
server.Prefixes.Add(url + "/");
server.Start();
_ = Task.Run(async () =>
{
    while (true)
    {
        var context = await server.GetContextAsync();
        requests++;
        context.Response.StatusCode = 500;
        context.Response.Close();
    }
});

var config = new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = "eu-central-1" };
Console.WriteLine($"says {config.MaxErrorRetry}, requests {await RequestsOf(config)}");

config = new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = "eu-central-1" };
config.MaxErrorRetry = config.MaxErrorRetry;
Console.WriteLine($"set to {config.MaxErrorRetry}, requests {await RequestsOf(config)}");

async Task<int> RequestsOf(AmazonDynamoDBConfig given)
{
    requests = 0;
    using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("key", "secret"), given);
    try
    {
        await client.ListTablesAsync();
    }
    catch (AmazonDynamoDBException) { }
    return requests;
}
PROGRAM

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
seen=$(env -u AWS_ENDPOINT_URL -u AWS_ENDPOINT_URL_DYNAMODB -u AWS_MAX_ATTEMPTS -u AWS_RETRY_MODE dotnet run)
echo "$seen"
expected='says 2, requests 4
set to 2, requests 3'
if [ "$seen" != "$expected" ]; then
  echo "The behaviour has changed."
  exit 1
fi
