using System.Text;
using LoopWorker.Configuration;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Tests.Configuration;

/// <summary>Nothing that was meant as a setting is ignored, wherever it stands.</summary>
public sealed class UnknownSettingTests
{
    [Theory]
    [InlineData(
        """{ "Queues": { "Sources": [{ "Name": "events" }] } }""",
        "LoopWorker:Queues:Sources:0:Name is not a setting; "
    )]
    [InlineData(
        """{ "Queues": { "Sources": [{ "Queue": "events" }, {}] } }""",
        "LoopWorker:Queues:Sources:1 is empty: it must have settings such as LoopWorker:Queues:Sources:0:Queue."
    )]
    [InlineData(
        """{ "Queues": { "Sources": [] } }""",
        "LoopWorker:Queues:Sources is an empty list: name an entry, or leave it out."
    )]
    [InlineData(
        """{ "Queues": { "Sources": { "Queue": "events" } } }""",
        "LoopWorker:Queues:Sources:Queue is not an entry of a list: entries are numbered, with settings such as LoopWorker:Queues:Sources:0:Queue."
    )]
    [InlineData(
        """{ "Queues": { "Sources": { "events": { "Queue": "events" } } } }""",
        "LoopWorker:Queues:Sources:events is not an entry of a list: "
    )]
    [InlineData(
        """{ "Table": ["agents"] }""",
        "LoopWorker:Table is a list: it must be a section, with settings such as LoopWorker:Table:Name."
    )]
    [InlineData("""{ "Quues": { "Notifications": "n" } }""", "LoopWorker:Quues is not a setting; did you mean Queues?")]
    public void A_file_of_another_shape_is_an_error(string section, string error) =>
        Assert.Contains(
            Errors($$"""{ "LoopWorker": {{section}} }"""),
            found => found.StartsWith(error, StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("""{ "LoopWorkr": { "Table": {} } }""", "LoopWorkr is not read; did you mean LoopWorker?")]
    [InlineData(
        """{ "Queues": { "Notifications": "n" } }""",
        "Queues is not read at the top of a file: move it into the section LoopWorker."
    )]
    [InlineData(
        """{ "engine": "Aws" }""",
        "engine is not read at the top of a file: move it into the section LoopWorker."
    )]
    public void What_stands_beside_the_section_is_an_error(string file, string error) =>
        Assert.Equal([error], Errors(file));

    [Theory]
    [InlineData("LoopWorker_Queues_Notifications", "LoopWorker__Queues__Notifications")]
    [InlineData("LOOPWORKER_TABLE__NAME", "LOOPWORKER__TABLE__NAME")]
    [InlineData("LoopWorker_Quues_Notifications", "LoopWorker__Quues__Notifications")]
    [InlineData("LOOPWORKER_HEALTH_PORT", "LOOPWORKER__HEALTH__PORT")]
    [InlineData("LoopWorker_Queues_Sources_0_Queue", "LoopWorker__Queues__Sources__0__Queue")]
    public void A_variable_with_single_underscores_is_an_error(string variable, string meant) =>
        Assert.Equal(
            [
                $"{variable} is not read: the parts of a setting's name are separated by two underscores. Did you mean {meant}?",
            ],
            // As .NET names what it reads from the environment.
            Errors([(variable.Replace("__", ":", StringComparison.Ordinal), "8080")])
        );

    [Fact]
    public void What_is_no_setting_of_the_worker_is_not_looked_at() =>
        SettingsLoading.Load(
            From([
                ("Logging:LogLevel:Default", "Debug"),
                ("$schema", "./docs/settings.schema.json"),
                ("LoopWorker", "1"),
                ("LOOPWORKERS", "1"),
                ("ENGINE", "v8"),
                // Of localstack/emulators.sh.
                ("LOOPWORKER_CACHE", "/tmp"),
                // Kubernetes, for a service of this name.
                ("LOOPWORKER_HEALTH_PORT", "tcp://10.0.0.1:8080"),
                ("LOOPWORKER_SERVICE_HOST", "10.0.0.1"),
                ("LOOPWORKER_SERVICE_PORT_HEALTH", "8080"),
                ("LOOPWORKER_PORT_8080_TCP_ADDR", "10.0.0.1"),
                // And for one called loopworker-health.
                ("LOOPWORKER_HEALTH_SERVICE_HOST", "10.0.0.2"),
                ("LOOPWORKER_HEALTH_SERVICE_PORT_HTTP", "8080"),
                ("LOOPWORKER_HEALTH_PORT_8080_TCP_PROTO", "tcp"),
            ])
        );

    [Fact]
    public void Errors_of_every_kind_are_reported_together() =>
        Assert.Equal(
            [
                "DAX_ENDPOINT is set: DAX is not supported. Unset it; contexts are cached in the worker.",
                "LoopWorker:Queues:Sources:0:Name is not a setting; the settings here are Queue, DeadLetterQueue, DefaultType, MaxReceiveCount and VisibilityTimeout.",
                "LoopWorker:ShutdownTimeout is 'soon': it must be a time such as 00:00:30 (hours:minutes:seconds) or 4.00:00:00 (days first).",
                "Capture:MaxPendingCaptures is 1000: it must be from 1 to 100.",
                "Queues:DeadLetterRetention is 4.00:00:00: it must be longer than Queues:Retention (4.00:00:00), or a dead letter may expire as soon as it arrives.",
                "Logging__LogLevel__Default is 'Loud': it must be Trace, Debug, Information, Warning, Error, Critical or None.",
                "LoopWorker_Table_Name is not read: the parts of a setting's name are separated by two underscores. Did you mean LoopWorker__Table__Name?",
            ],
            Errors([
                ("DAX_ENDPOINT", "dax://x"),
                ("LoopWorker:ShutdownTimeout", "soon"),
                ("LoopWorker:Capture:MaxPendingCaptures", "1000"),
                ("LoopWorker:Queues:Sources:0:Queue", "a"),
                ("LoopWorker:Queues:Sources:0:Name", "a"),
                ("LoopWorker:Queues:DeadLetterRetention", "4.00:00:00"),
                ("Logging:LogLevel:Default", "Loud"),
                ("LoopWorker_Table_Name", "agents"),
            ])
        );

    private static IConfigurationRoot From((string Name, string? Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))
            .Build();

    private static IReadOnlyList<string> Errors((string Name, string? Value)[] values) => Errors(From(values));

    // Over the file beside the program, as everywhere.
    private static IReadOnlyList<string> Errors(string file)
    {
        var folder = Directory.CreateTempSubdirectory("loopworker-tests-");
        try
        {
            var path = Path.Combine(folder.FullName, "appsettings.json");
            File.WriteAllText(path, file, Encoding.UTF8);
            return Errors(
                new ConfigurationBuilder()
                    .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
                    .AddJsonFile(path)
                    .Build()
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<string> Errors(IConfigurationRoot configuration) =>
        Assert.Throws<SettingsException>(() => SettingsLoading.Load(configuration)).Errors;
}
