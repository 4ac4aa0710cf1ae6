using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;

namespace LoopWorker.Loop.Tests.Locations;

/// <summary>Crossings come late and in any order: what they come to is the same.</summary>
public sealed class ArrivalOrderTests
{
    private static readonly HashSet<long> NoneDeleted = [];

    // A few merchants, times of three hours that are often equal.
    private static readonly Gen<IReadOnlyList<GeofenceCrossing>> Crossings =
        from size in Gen.Choose(0, 40)
        from parts in Gen.Choose(0, 10_800)
            .SelectMany(
                second => Gen.Choose(0, 8),
                (second, kind) => (Ago: second % 3 == 0 ? second / 600 * 600 : second, kind)
            )
            .ListOf(size)
        select (IReadOnlyList<GeofenceCrossing>)
            [
                .. parts.Select(
                    (part, i) =>
                        Make.Crossing(
                            (Transition)(part.kind % 3),
                            $"g{i}",
                            merchant: $"m{part.kind / 3}",
                            at: Make.Now.AddSeconds(-part.Ago)
                        )
                ),
            ];

    [Fact]
    public void Any_order_of_the_same_crossings_gives_the_same_memory_and_the_same_location() =>
        Property.Holds(
            Crossings.SelectMany(events => Gen.Shuffle(events.ToArray()), (events, shuffled) => (events, shuffled)),
            made =>
            {
                var (memory, location) = Apply(made.events);
                var (other, otherLocation) = Apply(made.shuffled);
                Assert.Equal(memory.Crossings, other.Crossings);
                Assert.Equal(location, otherLocation);
            }
        );

    [Fact]
    public void A_purchase_that_comes_after_them_is_confirmed_by_where_the_user_was_when_it_was_made() =>
        Property.Holds(
            Crossings.SelectMany(
                events => Gen.Choose(0, 10_800).Zip(Gen.Shuffle(events.ToArray())),
                (events, drawn) => (events, drawn.Item2, Make.Now.AddSeconds(-drawn.Item1))
            ),
            made =>
            {
                var (events, shuffled, at) = made;
                foreach (var merchant in (string[])["m0", "m1", "m2"])
                {
                    var sale = Make.Sale(merchant: merchant, at: at);
                    var isThere = NaiveMerchantAt(events, at) == merchant;
                    Assert.Equal(isThere, IsConfirmed(events, sale));
                    Assert.Equal(isThere, IsConfirmed(shuffled, sale));
                }
            }
        );

    [Fact]
    public void Crossings_older_than_the_hour_before_the_newest_change_nothing() =>
        Property.Holds(
            Crossings.Where(events => events.Count > 0).Zip(Gen.Choose(3_600, 20_000)),
            made =>
            {
                var (events, ago) = made;
                var newest = events.Max(crossing => crossing.OccurredAt);
                var old = Make.Crossing(Transition.Enter, "old", merchant: "m0", at: newest.AddSeconds(-ago));
                var (memory, location) = Apply(events);
                var (with, withLocation) = Apply([.. events, old]);
                Assert.Equal(memory.Crossings, with.Crossings);
                Assert.Equal(location, withLocation);
            }
        );

    [Fact]
    public void At_most_sixteen_crossings_are_kept_the_newest()
    {
        var events = Enumerable
            .Range(0, 40)
            .Select(i => Make.Crossing(Transition.Dwell, $"g{i}", at: Make.Now.AddSeconds(-i)))
            .ToList();
        var kept = Apply(events).Memory.Crossings;
        Assert.Equal(events.Take(16).Reverse().Select(crossing => crossing.Id), kept.Select(crossing => crossing.Id));
    }

    // The case that users met: a late entry made a purchase a confirmed one, after the user had left.
    [Fact]
    public void A_late_entry_does_not_confirm_a_purchase_made_after_the_user_had_left()
    {
        GeofenceCrossing[] crossings =
        [
            Make.Crossing(Transition.Exit, "g1", at: Make.Now.AddMinutes(-10)),
            Make.Crossing(Transition.Enter, "g2", at: Make.Now.AddMinutes(-15)),
        ];
        Assert.False(IsConfirmed(crossings, Make.Sale()));
        Assert.True(IsConfirmed(crossings, Make.Sale(at: Make.Now.AddMinutes(-12))));
    }

    private static (WorkerMemory Memory, CurrentLocation? Location) Apply(IReadOnlyList<LoopEvent> events)
    {
        var memory = Change(events).After.Memory;
        return (memory, Presence.Latest(memory.Crossings));
    }

    private static bool IsConfirmed(IReadOnlyList<LoopEvent> before, PosTransaction sale) =>
        CaptureItems.Read(Change([.. before, sale]).Effects[^1].Capture!.Item).ConfirmedByPresence == true;

    private static UserChange Change(IReadOnlyList<LoopEvent> events) =>
        Decision.Apply(
            ContextSnapshot.Fresh("u1"),
            [.. events.Select(loopEvent => new HashedEvent(loopEvent, "hash"))],
            NoneDeleted,
            new LoopRules(),
            Make.Now
        );

    // By a plain reading of the rule.
    private static string? NaiveMerchantAt(IReadOnlyList<GeofenceCrossing> all, DateTimeOffset at)
    {
        var ordered = all.OrderBy(crossing => crossing.OccurredAt)
            .ThenBy(crossing => crossing.Id, StringComparer.Ordinal);
        var known = ordered
            .Where(crossing => crossing.OccurredAt > all.Max(other => other.OccurredAt).AddHours(-1))
            .TakeLast(16);
        (string Merchant, DateTimeOffset Since)? here = null;
        foreach (var crossing in known.Where(crossing => crossing.OccurredAt <= at))
            if (crossing.Transition != Transition.Exit)
                here = (crossing.MerchantId, crossing.OccurredAt);
            else if (here?.Merchant == crossing.MerchantId)
                here = null;
        return here is { } place && place.Since.AddHours(1) > at ? place.Merchant : null;
    }
}
