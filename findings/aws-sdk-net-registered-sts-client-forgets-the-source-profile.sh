#!/usr/bin/env bash
# AWSSDK.Core and AWSSDK.SecurityToken 4.1.0 on .NET 10: registering an STS client, as native AOT asks for, breaks profiles
# that assume a role by a source profile.
#
# Trimmed and native programs are to register the STS client at GlobalRuntimeDependencyRegistry. Web identity works with a
# client without credentials, because AssumeRoleWithWebIdentity is not signed. But the same registration then serves profiles
# with role_arn and source_profile too, and there the factory is told the action, the region and the proxy, but not the
# source's credentials. A factory that fits web identity makes AssumeRole go out unsigned. Without the registration the SDK
# loads the client by name, and signs.
#
# Seen: "not registered: signed by the source profile"
#       "registered: told Action, ProxySettings, Region; not signed"
# What to do: do not register; keep AWSSDK.SecurityToken from the trimmer with DynamicDependency attributes.
# Needs the .NET SDK 10 and a NuGet feed. The only server is this script's own, on the loopback address; keys are made up.
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
    <PackageReference Include="AWSSDK.SecurityToken" Version="[4.1.0]" />
    <PackageReference Include="AWSSDK.Core" Version="[4.1.0]" />
  </ItemGroup>
</Project>
PROJECT

cat > profiles <<'PROFILES'
[source]
aws_access_key_id = SOURCEKEY
aws_secret_access_key = made-up
region = eu-central-1
[role]
role_arn = arn:aws:iam::000000000000:role/example
source_profile = source
region = eu-central-1
PROFILES

cat > Program.cs <<'PROGRAM'
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;

var probe = new TcpListener(IPAddress.Loopback, 0);
probe.Start();
var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
probe.Stop();
Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", url);

var signature = "";
var server = new HttpListener();
server.Prefixes.Add(url + "/");
server.Start();
_ = Task.Run(async () =>
{
    while (true)
    {
        var context = await server.GetContextAsync();
        signature = context.Request.Headers["Authorization"] ?? "";
        var answer = Encoding.UTF8.GetBytes(
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ROLEKEY</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>made-up</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """
        );
        context.Response.ContentType = "text/xml";
        context.Response.OutputStream.Write(answer);
        context.Response.Close();
    }
});

var told = "";
if (args is ["register"])
    GlobalRuntimeDependencyRegistry.Instance.RegisterSecurityTokenServiceClient(context =>
    {
        var members = context.SecurityTokenServiceClientContextData.GetType().GetProperties();
        told = $"told {string.Join(", ", members.Select(member => member.Name).Order())}; ";
        var config = new AmazonSecurityTokenServiceConfig { RegionEndpoint = RegionEndpoint.EUCentral1 };
        return new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), config);
    });
if (!new CredentialProfileStoreChain("profiles").TryGetAWSCredentials("role", out var credentials))
    throw new InvalidOperationException("The profile was not read.");
await credentials.GetCredentialsAsync();
var signed = signature.Contains("Credential=SOURCEKEY/") ? "signed by the source profile" : "not signed";
Console.WriteLine($"{(args.Length > 0 ? "registered" : "not registered")}: {told}{signed}");
PROGRAM

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
seen="$(dotnet run)
$(dotnet run -- register)"
echo "$seen"
expected='not registered: signed by the source profile
registered: told Action, ProxySettings, Region; not signed'
if [ "$seen" != "$expected" ]; then
  echo "The behaviour has changed."
  exit 1
fi
