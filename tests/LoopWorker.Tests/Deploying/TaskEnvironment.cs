using System.Text.Json.Nodes;
using LoopWorker.Configuration;
using LoopWorker.Testing;
using LoopWorker.Tests.Structure;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Tests.Deploying;

/// <summary>The environment of a container, as the worker in it reads it.</summary>
internal static class TaskEnvironment
{
    public static IReadOnlyDictionary<string, string> Of(JsonNode container) =>
        container["Environment"]!
            .AsArray()
            .ToDictionary(variable => (string)variable!["Name"]!, variable => (string)variable!["Value"]!);

    /// <summary>The settings beside the program, and over them those of the environment.</summary>
    /// <exception cref="SettingsException">If the worker would not start with them.</exception>
    public static LoopWorkerSettings SettingsOf(JsonNode container) =>
        SettingsLoading.Load(
            new ConfigurationBuilder()
                .AddJsonFile(Repository.At("appsettings.json"))
                .AddInMemoryCollection(
                    Of(container)
                        .Select(variable =>
                            KeyValuePair.Create(
                                variable.Key.Replace("__", ":", StringComparison.Ordinal),
                                (string?)variable.Value
                            )
                        )
                )
                .Build()
        );
}
