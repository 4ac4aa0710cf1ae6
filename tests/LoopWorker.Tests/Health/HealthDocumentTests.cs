using System.Text.RegularExpressions;
using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;

namespace LoopWorker.Tests.Health;

/// <summary>docs/health.md tells operators the stages: they are those of the worker, and wait for what the rules say.</summary>
public sealed partial class HealthDocumentTests
{
    [Fact]
    public async Task The_document_lists_the_stages_with_what_they_wait_for()
    {
        var queues = new InMemoryQueueService(() => "id", TimeProvider.System);
        var queue = await queues.CreateAsync(new("queue"), TestContext.Current.CancellationToken);
        var source = new Source(queue, null, null, TimeSpan.FromSeconds(30));
        using var pipeline = new EventPipeline(
            new PipelinePorts(
                new InMemoryTable(new TableDefinition("table"), TimeProvider.System),
                queue,
                new UserRouting(source, [])
            ),
            new LoopRules(),
            new PipelineOptions(),
            SilentObserver.Instance,
            Randomness.Seeded(1),
            TimeProvider.System
        );

        var stages = pipeline.Stages.Select(stage => stage.Name).Prepend("receive").Distinct();

        Assert.Equal(
            stages.Select(name =>
                (
                    name,
                    string.Join(
                        ", ",
                        HealthRules.WaitsFor(name).Select(kind => kind == ServiceKind.Queue ? "queues" : "table")
                    )
                )
            ),
            Row()
                .Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "health.md")))
                .Select(match => (match.Groups["name"].Value, match.Groups["services"].Value))
        );
    }

    [GeneratedRegex(
        @"^\| `(?<name>[a-z ]+)` \|[^|]*\| (?<services>(queues|table)[a-z, ]*) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Row();
}
