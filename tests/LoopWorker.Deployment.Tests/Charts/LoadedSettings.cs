using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LoopWorker.Configuration;
using LoopWorker.Deployment.Tests.Environment;
using LoopWorker.Testing;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Deployment.Tests.Charts;

/// <summary>The settings that the worker reads from the environment of a container, over those of the image's own file.</summary>
internal static class LoadedSettings
{
    private const string Prefix = "LoopWorker__";

    private static readonly JsonSerializerOptions Words = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The variables that set the worker's settings.</summary>
    public static IReadOnlyDictionary<string, string> VariablesOf(JsonNode container) =>
        container["env"]!
            .AsArray()
            .Select(variable => (Name: variable!["name"].Text()!, Value: variable["value"].Text()!))
            .Where(variable => variable.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(variable => variable.Name, variable => variable.Value);

    /// <exception cref="SettingsException">If the worker would not start with them.</exception>
    public static LoopWorkerSettings Of(JsonNode container) =>
        SettingsLoading.Load(
            new ConfigurationBuilder()
                .AddJsonFile(Repository.At("appsettings.json"))
                .AddInMemoryCollection(
                    VariablesOf(container)
                        .Select(variable =>
                            KeyValuePair.Create(
                                variable.Key.Replace("__", ":", StringComparison.Ordinal),
                                (string?)variable.Value
                            )
                        )
                )
                .Build()
        );

    /// <summary>The value of the setting that a variable sets.</summary>
    public static string? ValueOf(LoopWorkerSettings settings, string variable) =>
        JsonSerializer
            .SerializeToNode(settings, Words)!
            .At(variable[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal))
            .Text();
}
