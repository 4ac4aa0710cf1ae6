using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Configuration;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Tests.Configuration;

public sealed class SettingsSchemaTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "docs");

    [Fact]
    public void The_schema_in_the_repository_is_what_the_settings_generate()
    {
        var expected = SettingsSchema.Generate();
        var path = Path.Combine(Folder, "settings.schema.json");
        var actual = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(
            actual == expected,
            $"The settings have changed. Put this into docs/settings.schema.json if it is as intended:\n{expected}"
        );
    }

    [Fact]
    public void Every_number_time_and_queue_has_limits()
    {
        var settings = new LoopWorkerSettings { Queues = { Sources = { new SourceSettings() } } };
        var limited = SettingLimits.Of(settings).Select(limit => limit.Path).ToHashSet();
        var unlimited = Declaration
            .Leaves(Declaration.ToJson(settings))
            .Select(leaf => leaf.Path)
            .Where(path => !limited.Contains(path));
        Assert.Equal(
            [
                "Engine",
                "Table:PointInTimeRecovery",
                "Queues:Sources:0:DefaultType",
                "Capture:CountPerMerchant",
                "Capture:UnknownCard",
                "Notifications:FirstCapture",
                "Logging:Format",
                "Health:Metrics",
            ],
            unlimited
        );
    }

    [Fact]
    public void The_settings_file_refers_to_the_schema_and_repeats_the_defaults()
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")))!;
        Assert.Equal("./docs/settings.schema.json", (string?)file["$schema"]);
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, (string)file["$schema"]!)));
        var defaults = Declaration
            .Leaves(Declaration.ToJson(Support.Settings.Default()))
            .ToDictionary(leaf => leaf.Path, leaf => Declaration.Text(leaf.Value));
        foreach (var (path, value) in Declaration.Leaves(file[LoopWorkerSettings.Section]))
            Assert.Equal((path, defaults.GetValueOrDefault(path)), (path, Declaration.Text(value)));
    }

    // A default that follows from another setting would not follow it any more.
    [Fact]
    public void A_source_of_another_name_has_a_dead_letter_queue_of_its_own_over_the_settings_file_too()
    {
        var settings = SettingsLoading.Load(
            new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
                .AddInMemoryCollection([new("LoopWorker:Queues:Sources:0:Queue", "purchases")])
                .Build()
        );
        Assert.Equal("purchases-dlq", settings.Queues.Sources[0].DeadLetterQueueName());
    }
}
