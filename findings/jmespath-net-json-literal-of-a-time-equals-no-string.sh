#!/usr/bin/env bash
# JmesPath.Net 1.1.0 on .NET 10: a string written as a JSON literal that looks like a time equals no string, not even the same one.
#
# JMESPath has two ways to write a string: 'raw' and `"JSON"`. Both mean the same, and for any other string they are equal here too. A JSON literal
# that looks like a time of ISO 8601 becomes a time, though, while the same text in the document stays a string, so == is false and != is true.
# Of arrays and objects in a literal the same holds for the strings within.
#
# Seen: "raw True, JSON False, JSON of another string True, in an array False"
# What to do: write times as raw strings, in single quotes.
# Needs the .NET SDK 10 and a NuGet feed.
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
    <PackageReference Include="JmesPath.Net" Version="[1.1.0]" />
  </ItemGroup>
</Project>
PROJECT

cat > Program.cs <<'PROGRAM'
using DevLab.JmesPath;

const string Document = """{"at": "2026-01-15T12:00:00Z", "city": "Basel"}""";
var path = new JmesPath();
bool Holds(string expression) => bool.Parse(path.Transform(Document, expression));

Console.WriteLine(
    $"raw {Holds("at == '2026-01-15T12:00:00Z'")}, JSON {Holds("at == `\"2026-01-15T12:00:00Z\"`")}, "
        + $"JSON of another string {Holds("city == `\"Basel\"`")}, in an array {Holds("contains(`[\"2026-01-15T12:00:00Z\"]`, at)")}"
);
PROGRAM

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
seen=$(dotnet run)
echo "$seen"
expected='raw True, JSON False, JSON of another string True, in an array False'
if [ "$seen" != "$expected" ]; then
  echo "The behaviour has changed."
  exit 1
fi
