using System.Globalization;
using System.Reflection;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Fuzzing;

/// <summary>
/// Messages that were right, changed in every way that a queue admits, through the whole pipeline: none stops it, none is
/// lost, and each is a completed event or a dead letter with one of the documented reasons.
/// </summary>
/// <remarks>
/// <c>LOOPWORKER_FUZZ_COUNT</c> sets how many messages, <c>LOOPWORKER_FUZZ_SEED</c> which. Of a failure, seed and batch
/// are printed; a batch is made of them alone.
/// </remarks>
public sealed class MalformedInputTests
{
    private const int BatchSize = 2_000;
    private const int Parts = 4;

    private static readonly int Count = Setting("LOOPWORKER_FUZZ_COUNT", 100_000);
    private static readonly int Seed = Setting("LOOPWORKER_FUZZ_SEED", 20_261_121);

    /// <summary>What docs/dead-letters.md lists: another test holds the two against each other.</summary>
    private static readonly HashSet<string> Reasons =
    [
        .. typeof(FailureCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!),
    ];

    private static readonly string[] Expected =
    [
        Outcomes.Captured,
        Outcomes.Applied,
        Outcomes.Duplicate,
        Outcomes.Unmatched,
        Outcomes.Parked,
        FailureCodes.InvalidJson,
        FailureCodes.UnknownEnvelope,
        FailureCodes.UnknownType,
        FailureCodes.InvalidField,
        FailureCodes.MissingField,
        FailureCodes.TooLarge,
        FailureCodes.ConflictingDuplicate,
        FailureCodes.UnmatchedCard,
    ];

    private static readonly UnknownCardPolicy[] Policies = Enum.GetValues<UnknownCardPolicy>();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_message_ends_as_an_event_or_as_a_dead_letter_with_its_reason(int part)
    {
        var batches = (Count + BatchSize - 1) / BatchSize;
        var seen = new HashSet<string>();
        for (var batch = part; batch < batches; batch += Parts)
        {
            try
            {
                Rig.Run(rig => RunAsync(rig, batch, seen), seed: batch);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {Seed}, batch {batch}: {exception.Message}", exception);
            }
        }
        // A fuzz that no longer reaches a reason proves nothing about it.
        if (batches >= Parts * Policies.Length)
            Assert.Empty(Expected.Except(seen));
    }

    private static async Task RunAsync(Rig rig, int batch, HashSet<string> seen)
    {
        for (var card = 0; card < 15; card++)
            await rig.LinkAsync($"fp{card}", $"u{card}");
        var rules = new LoopRules { UnknownCard = Policies[batch % Policies.Length] };
        rig.StartWorker(rules: rules);
        var check = new FuzzCheck(rig, rules, Reasons);
        for (var number = batch * BatchSize; number < Math.Min(Count, (batch + 1) * BatchSize); number++)
            await check.SendAsync(number, Mutations.Make(Seed, number));
        await rig.DrainAsync();
        await rig.StopAsync();
        await check.CompareAsync();
        seen.UnionWith(rig.Settled.Select(entry => entry.Outcome));
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : usual;
}
