using System.Text.Json.Nodes;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Purging;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

/// <summary>
/// Operators' processes that die, are stopped, or meet failing calls at any call of any operation: no letter is lost, no effect doubled, and the
/// record adds up.
/// </summary>
public sealed class InterruptionTests
{
    private const int Letters = 23;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 20)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Whatever_interrupts_it_every_chosen_letter_takes_effect_once_and_the_others_stay(int block)
    {
        for (var seed = block * 50; seed < (block + 1) * 50; seed++)
            World.Run(world => ReplayWithInterruptionsAsync(world, new Random(world.Seed)), seed, fifo: seed % 3 == 0);
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Whatever_interrupts_a_purge_no_letter_is_gone_that_was_not_exported(int block)
    {
        for (var seed = block * 10; seed < (block + 1) * 10; seed++)
            World.Run(world => PurgeWithInterruptionsAsync(world, new Random(world.Seed)), seed, fifo: seed % 3 == 0);
    }

    private static async Task ReplayWithInterruptionsAsync(World world, Random random)
    {
        for (var i = 0; i < Letters; i++)
            await world.AddAsync(
                World.Yield($"y{i:D2}", $"u{i % 4}"),
                i % 5 == 4 ? World.Note("no_rate")
                    : i % 7 == 6 ? null
                    : World.Note(),
                $"g{i % 4}"
            );
        var chosen = world.DeadLetters.Snapshot().Where(IsChosen).Select(IdOf).Order().ToList();
        var request = new ReplayRequest
        {
            Select = new() { Codes = ["retries_exhausted", Letter.MovedBySqs] },
            Max = world.Seed % 4 == 1 ? random.Next(1, chosen.Count) : null,
        };

        await UntilDoneAsync(world, random, request);
        await world.WorkAsync();

        var record = Assert.Single(await world.Log.ListAsync(CancellationToken.None).ToListAsync());
        Assert.Equal((world.Seed, Outcomes.Done), (world.Seed, record.Outcome));
        var state = ReplayState.FromDetails(record.Details)!;
        Assert.Empty(state.Window);
        var effective = world
            .Notifications.Snapshot()
            .Select(message => JsonNode.Parse(message.Body)!["data"]!["id"]!.GetValue<string>()["yield:".Length..])
            .Order()
            .ToList();
        Assert.Equal((world.Seed, effective.Count), (world.Seed, state.Counts.Replayed));
        if (request.Max is { } maximum)
            Assert.InRange(effective.Count, 1, maximum);
        else
            Assert.Equal(chosen, effective);
        Assert.Subset(chosen.ToHashSet(), effective.ToHashSet());
        Assert.Equal(
            Enumerable.Range(0, Letters).Select(i => $"y{i:D2}").Except(effective),
            world.DeadLetters.Snapshot().Select(IdOf).Order()
        );
    }

    // Interrupted up to four times, at any call, in one of four ways; resumed each time.
    private static async Task UntilDoneAsync(World world, Random random, ReplayRequest request)
    {
        var isBegun = false;
        for (var left = random.Next(1, 5); ; left--)
        {
            using var stop = new CancellationTokenSource();
            var interruption = left == 0 ? null : new Interruption(random, stop);
            var ports = world.Ports(interruption);
            var replay = new Replay(world.Letters, ports, World.Quick);
            isBegun = isBegun || await HasRecordAsync(world);
            var work = isBegun
                ? replay.ResumeAsync(null, null, stop.Token)
                : replay.RunAsync(request, World.Alice, null, stop.Token);
            var over = interruption is null ? work : await Task.WhenAny(work, interruption.Death);
            if (over == work)
                try
                {
                    await work;
                    return;
                }
                catch (OperationRefusedException refused)
                    when (refused.Message.Contains("nothing to go on with", StringComparison.Ordinal))
                {
                    // It had come to its end before.
                    return;
                }
                catch (Exception exception)
                    when (interruption is not null
                        && exception is QueueException or TableException or OperationCanceledException
                    )
                {
                    // Someone has to look, and to resume.
                }
            await Task.Delay(TimeSpan.FromSeconds(40), world.Clock);
        }
    }

    private static async Task PurgeWithInterruptionsAsync(World world, Random random)
    {
        for (var i = 0; i < Letters; i++)
            await world.AddAsync(World.Yield($"y{i:D2}"), World.Note(i % 3 == 0 ? "no_rate" : "too_old"), $"g{i % 4}");
        var exported = new HashSet<string>();
        for (var left = random.Next(1, 4); left >= 0; left--)
        {
            using var stop = new CancellationTokenSource();
            var interruption = left == 0 ? null : new Interruption(random, stop);
            var work = new Purge(world.Letters, world.Ports(interruption), World.Quick).RunAsync(
                new() { Codes = ["too_old"] },
                among: null,
                letters =>
                {
                    exported.UnionWith(letters.Select(letter => letter.EventId!));
                    return Task.CompletedTask;
                },
                World.Alice,
                progress: null,
                stop.Token
            );
            try
            {
                await await Task.WhenAny(work, interruption?.Death ?? work);
            }
            catch (Exception exception)
                when (exception is QueueException or TableException or OperationCanceledException)
            {
                // It is run again.
            }
            await Task.Delay(TimeSpan.FromSeconds(40), world.Clock);
        }

        var stayed = world.DeadLetters.Snapshot();
        Assert.All(
            stayed,
            letter => Assert.Contains("no_rate", letter.Attributes["loop-failure"].Text, StringComparison.Ordinal)
        );
        Assert.Equal(Letters, stayed.Select(IdOf).Concat(exported).Distinct().Count());
        Assert.Equal(8, stayed.Select(IdOf).Distinct().Count());
    }

    private static async Task<bool> HasRecordAsync(World world) =>
        await world.Log.ListAsync(CancellationToken.None).AnyAsync();

    private static bool IsChosen(ReceivedMessage message) =>
        message.Attributes.GetValueOrDefault("loop-failure")?.Text?.Contains("no_rate", StringComparison.Ordinal)
            is not true;

    private static string IdOf(ReceivedMessage message) =>
        JsonNode.Parse(message.Body)!["data"]!["event_id"]!.GetValue<string>();
}
