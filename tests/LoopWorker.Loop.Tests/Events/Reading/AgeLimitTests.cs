using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Events.Reading;

public sealed class AgeLimitTests
{
    public static TheoryData<LoopEvent, int> EventsAndDays =>
        new()
        {
            { Make.Sale(), 30 },
            { Make.Crossing(default), 15 },
            { Make.Yield(), 15 },
            { Make.Unlock(), 15 },
        };

    [Theory]
    [MemberData(nameof(EventsAndDays))]
    public void An_event_is_refused_once_its_marker_may_be_gone(LoopEvent loopEvent, int days)
    {
        var limit = new AgeLimit(TimeSpan.Zero);
        Assert.Null(limit.Judge(loopEvent, Make.Now.AddDays(days).AddHours(-1)));
        // An hour before that, for it may be in hand for a while.
        Assert.NotNull(limit.Judge(loopEvent, Make.Now.AddDays(days).AddMinutes(-59)));
        var failure = limit.Judge(loopEvent, Make.Now.AddDays(days + 1));
        Assert.Equal(FailureCodes.TooOld, failure?.Code);
        Assert.StartsWith($"occurred_at is {days + 1}.00 days ago", failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_is_set_holds_for_all_types()
    {
        var limit = new AgeLimit(TimeSpan.FromDays(2));
        Assert.All(EventTypes.Standard.All, type => Assert.Equal(TimeSpan.FromDays(2), limit.Of(type)));
        Assert.Null(limit.Judge(Make.Sale(), Make.Now.AddDays(2)));
        Assert.NotNull(limit.Judge(Make.Sale(), Make.Now.AddDays(2).AddSeconds(1)));
    }

    [Fact]
    public void What_is_too_old_and_wrong_as_well_is_refused_for_what_is_wrong()
    {
        var body = Make.Message(Make.Sale()).Replace("1250", "0", StringComparison.Ordinal);
        var reader = new EventReader(262_144, rule: new AgeLimit(TimeSpan.Zero).Judge);
        var result = reader.Read(body, Samples.NoAttributes, null, Make.Now.AddDays(100));
        Assert.Equal(FailureCodes.InvalidField, result.Failure?.Code);
    }

    // The case that users met: an archive sent again after a month was captured again. The markers are past their time.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 2)]
    public void A_replay_after_its_marker_has_expired_takes_no_second_effect_unless_the_limit_is_raised(
        int limitInDays,
        int effects
    ) =>
        Rig.Run(async rig =>
        {
            LoopEvent[] replayed =
            [
                Make.Sale(at: Make.Now.AddDays(-31)),
                Make.Crossing(Transition.Enter, at: Make.Now.AddDays(-31)),
            ];
            await rig.LinkAsync("fp1", "u1");
            foreach (var loopEvent in replayed)
            {
                var expired = Item.Of(
                    Keys.Marker(loopEvent),
                    ("user_pubkey", "u1"),
                    ("cred_amount", 5L),
                    ("ttl", Make.Now.ToUnixTimeSeconds() - 1)
                );
                await rig.Table.PutAsync(new Put(expired), CancellationToken.None);
            }
            rig.StartWorker(new PipelineOptions { MaxEventAge = TimeSpan.FromDays(limitInDays) });
            await rig.SendAsync(replayed);
            await rig.DrainAsync();
            Assert.Equal((ulong)effects, (await rig.ContextAsync("u1")).Memory.Applied);
            Assert.Equal(
                Enumerable.Repeat(FailureCodes.TooOld, replayed.Length - effects),
                rig.FailureNotes().Select(note => note.Code)
            );
        });
}
