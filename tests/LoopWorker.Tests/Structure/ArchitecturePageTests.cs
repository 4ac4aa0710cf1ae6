using System.Reflection;
using System.Text.RegularExpressions;
using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations.Auditing;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Testing;

namespace LoopWorker.Tests.Structure;

/// <summary>docs/architecture.md leads a newcomer through the code by names: they have to be there, and in that order.</summary>
public sealed partial class ArchitecturePageTests
{
    private const int MaximumHops = 12;

    private static readonly Type[] Types =
    [
        .. new[]
        {
            typeof(Randomness),
            typeof(IQueue),
            typeof(ITable),
            typeof(EventReader),
            typeof(Worker),
            typeof(AuditLog),
            typeof(LoopWorker.Hosting.WorkerHost),
        }.SelectMany(type => type.Assembly.GetTypes()),
    ];

    private static readonly string Page = File.ReadAllText(Repository.At("docs", "architecture.md"));

    [Fact]
    public void A_message_passes_at_most_twelve_hops_and_each_is_a_method_that_exists()
    {
        var hops = Hops();

        Assert.InRange(hops.Count, 8, MaximumHops);
        Assert.All(hops, hop => Assert.True(Exists(hop.Type, hop.Member), $"There is no {hop.Type}.{hop.Member}."));
    }

    [Fact]
    public async Task The_stages_among_the_hops_are_in_the_order_in_which_the_pipeline_runs_them()
    {
        var queues = new InMemoryQueueService(() => "id", TimeProvider.System);
        using var pipeline = new EventPipeline(
            new PipelinePorts(
                new InMemoryTable(new TableDefinition("table"), TimeProvider.System),
                await queues.CreateAsync(new("notifications"), TestContext.Current.CancellationToken)
            ),
            new LoopRules(),
            new PipelineOptions(),
            SilentObserver.Instance,
            Randomness.Seeded(1),
            TimeProvider.System
        );
        var stages = pipeline.Stages.Select(stage => stage.GetType().Name).ToList();
        var told = Hops().Select(hop => hop.Type).Where(stages.Contains).Distinct().ToList();

        Assert.Equal(stages.Where(told.Contains), told);
        Assert.True(told.Count > 4, "The hops name hardly any stage.");
    }

    [Fact]
    public void Every_type_and_member_that_the_page_names_exists()
    {
        var names = Code().Matches(Page).Select(match => match.Groups["name"].Value).Distinct();
        var missing = names.Where(name =>
            name.Split('.') switch
            {
                [var type] => !Types.Any(known => NameOf(known) == type) && !IsMemberOrFromElsewhere(type),
                ["LoopWorker", _] => !Directory.Exists(Path.Combine(SourceTree.Source, name)),
                [var type, var member] => !Exists(type, member),
                _ => false,
            }
        );

        Assert.Empty(missing);
    }

    private static List<(string Type, string Member)> Hops() =>
        [.. Hop().Matches(Page).Select(match => (match.Groups["type"].Value, match.Groups["member"].Value))];

    private static bool Exists(string type, string member) =>
        Types.Any(known => NameOf(known) == type && known.GetMember(member, Everything).Length > 0);

    // Settings, members of the types named beside them, and names of AWS and of .NET.
    private static bool IsMemberOrFromElsewhere(string name) =>
        name is "TransactWriteItems" or "TimeProvider" or "ShutdownTimeout"
        || Directory.Exists(Path.Combine(SourceTree.Source, "LoopWorker", name))
        || Directory.Exists(Path.Combine(SourceTree.Source, "LoopWorker.Operations", name))
        || name is "Queues" or "Tables"
        || Types.Any(known => known.GetMember(name, Everything).Length > 0);

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [GeneratedRegex(
        @"^\d+\. `(?<type>[A-Za-z]+)\.(?<member>[A-Za-z]+)`",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Hop();

    [GeneratedRegex(
        @"`(?<name>[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)?)`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Code();
}
