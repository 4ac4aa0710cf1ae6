using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.VirtualTime;

namespace LoopWorker.Operations.Tests.DeadLetters.Sweeping;

public sealed class HeldMessagesTests
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(10);

    private enum Act
    {
        Hold,
        RenewLatest,
        RenewFirst,
        Release,
        Wait,
        TakeOld,
    }

    [Fact]
    public void Each_is_held_by_its_latest_handle_and_comes_up_once_after_every_time_it_was_held() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                Gen.Zip(Gen.Elements(Enum.GetValues<Act>()), Gen.Choose(0, 3)).ListOf().ToArbitrary(),
                acts => Compare([.. acts])
            )
        );

    // With the same, done by hand.
    private static void Compare(IReadOnlyList<(Act Act, int Number)> acts)
    {
        var clock = new VirtualClock(World.Start);
        var held = new HeldMessages(clock);
        var expected = new Dictionary<string, (string Handle, long Since, bool IsUp)>();
        foreach (var (step, (act, number)) in acts.Index())
        {
            clock.Advance(TimeSpan.FromTicks(1));
            var (now, id) = (clock.GetTimestamp(), string.Create(CultureInfo.InvariantCulture, $"m{number}"));
            var known = expected.TryGetValue(id, out var before);
            switch (act)
            {
                case Act.Hold:
                    var handle = string.Create(CultureInfo.InvariantCulture, $"{id}/{step}");
                    held.Hold([(id, handle)], now);
                    expected[id] = (handle, now, false);
                    break;
                case Act.RenewLatest:
                    held.Renew([(id, known ? before.Handle : "none")], now);
                    if (known)
                        expected[id] = (before.Handle, now, false);
                    break;
                case Act.RenewFirst:
                    held.Renew([(id, "an older one")], now);
                    break;
                case Act.Release:
                    (string, string)[] released = known ? [(id, before.Handle)] : [];
                    Assert.Equal(released, held.Release([id]));
                    expected.Remove(id);
                    break;
                case Act.Wait:
                    clock.Advance(TimeSpan.FromSeconds(4 + number));
                    break;
                case Act.TakeOld:
                    var old = expected
                        .Where(pair => !pair.Value.IsUp && clock.GetElapsedTime(pair.Value.Since) > Age)
                        .OrderBy(pair => pair.Value.Since)
                        .Take(number)
                        .Select(pair => (pair.Key, pair.Value.Handle))
                        .ToList();
                    Assert.Equal(old, held.OlderThan(Age, number));
                    foreach (var (key, _) in old)
                        expected[key] = expected[key] with { IsUp = true };
                    break;
            }
            Assert.Equal(expected.Count, held.Count);
        }
        Assert.Equal(
            expected.Select(pair => (pair.Key, pair.Value.Handle)).Order(),
            held.ReleaseAny(int.MaxValue).Order()
        );
    }

    [Fact]
    public void A_hundred_thousand_cost_some_hundred_bytes_each_besides_their_handles()
    {
        const int Count = 50_000;
        var ids = Enumerable.Range(0, Count).Select(_ => Guid.NewGuid().ToString()).ToArray();
        var handle = new string('h', 100);
        var (held, seen) = (new HeldMessages(new VirtualClock(World.Start)), new SeenMessages());
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var id in ids)
        {
            held.Hold([(id, handle)], 1);
            seen.Add(id);
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        Assert.InRange(bytes - handle.Length, 1, 500);
        Assert.Equal((Count, Count), (held.Count, seen.Count));
    }

    [Fact]
    public void Ids_that_are_no_UUIDs_are_told_apart_too()
    {
        var seen = new SeenMessages();
        Assert.True(seen.Add("a"));
        Assert.True(seen.Add("b"));
        Assert.False(seen.Add("a"));
        Assert.Equal(2, seen.Count);
    }
}
