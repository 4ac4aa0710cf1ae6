using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Operations.Captures;
using LoopWorker.Operations.Events;
using LoopWorker.Operations.Sessions;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Operations.Users;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Tests.Users;

public sealed class UserReadingTests
{
    [Fact]
    public void Nothing_is_known_of_a_user_of_whom_nothing_is_stored() =>
        Rig.Run(async rig => Assert.Null(await new Desk(rig).Users.ReadAsync("u1", Desk.None)));

    [Fact]
    public void What_a_worker_has_written_is_shown_with_the_markers_that_it_points_to() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(
                Make.Crossing(Transition.Enter),
                Make.Sale(),
                Make.Sale("t2", merchant: "m2"),
                Make.Yield()
            );
            rig.StartWorker();
            await rig.DrainAsync();

            var sheet = (await desk.Users.ReadAsync("u1", Desk.None))!;

            Assert.Empty(sheet.Faults);
            Assert.Equal(4UL, sheet.Memory.Applied);
            Assert.Equal((await rig.ContextAsync("u1")).Context.Version, sheet.Context!.Version);
            Assert.InRange(sheet.MemoryBytes, 50, sheet.ContextBytes);
            Assert.Equal(
                ("fp1", "4242", true),
                Assert.Single(sheet.Cards) is var card ? (card.Fingerprint, card.Last4, card.IsLinked) : default
            );
            Assert.Equal("m1", sheet.Location?.MerchantId);
            Assert.All(sheet.Captures, capture => Assert.Equal(CaptureState.Pending, capture.State));
            Assert.Equal(2, sheet.Captures.Count);
            Assert.True(long.Parse(sheet.Captures[0].Key, null) > long.Parse(sheet.Captures[1].Key, null));
            Assert.Equal(
                ["Event g1", "Transaction t1", "Transaction t2"],
                sheet.Markers.Select(marked => $"{marked.Kind} {marked.Id}").Order(StringComparer.Ordinal)
            );
            Assert.All(
                sheet.Markers,
                marked => Assert.Equal(("u1", true, MarkerAuthor.Worker), (marked.User, marked.Notified, marked.By))
            );
        });

    [Fact]
    public void A_capture_that_an_agent_has_removed_is_settled_and_one_whose_time_is_over_is_left_out() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(Make.Sale(), Make.Sale("t2"));
            rig.StartWorker();
            await rig.DrainAsync();
            var keys = (await rig.ContextAsync("u1")).Memory.Pending;
            await desk.Captures.SettleAsync("u1", $"{keys[0]}", Desk.By, Desk.None);

            var sheet = (await desk.Users.ReadAsync("u1", Desk.None))!;
            Assert.Equal(
                [($"{keys[1]}", CaptureState.Pending), ($"{keys[0]}", CaptureState.Gone)],
                sheet.Captures.Select(capture => (capture.Key, capture.State))
            );
            await desk.PutAsync(
                CaptureItems.Write(
                    "u1",
                    new()
                    {
                        MerchantId = "m1",
                        CreatedAt = keys[1],
                        ExpiresAt = keys[0],
                    }
                )
            );
            Assert.Equal(
                CaptureState.Gone,
                Assert.Single((await desk.Users.ReadAsync("u1", Desk.None))!.Captures).State
            );
        });

    [Fact]
    public void A_session_is_shown_without_its_key() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(Stored.Session("u1", Make.Now.ToUnixTimeSeconds() + 600));

            var session = (await desk.Users.ReadAsync("u1", Desk.None))!.Session!;

            Assert.Equal((SessionState.Live, 10U, 3U), (session.State, session.MaxActions, session.ActionsUsed));
            Assert.Equal(Make.Now.AddMinutes(10), session.ExpiresAt);
            Assert.DoesNotContain(Stored.SecretKey, session.ToString(), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData(
        """{"pk":{"S":"USER#u1"},"sk":{"S":"CONTEXT"},"context_data":{"S":"{\"pubkey\":"},"version":{"N":"1"}}""",
        "CONTEXT"
    )]
    [InlineData("""{"pk":{"S":"USER#u1"},"sk":{"S":"CONTEXT"},"version":{"N":"1"}}""", "CONTEXT")]
    [InlineData("""{"pk":{"S":"USER#u1"},"sk":{"S":"SESSION"},"session_data":{"S":"[]"}}""", "SESSION")]
    [InlineData("""{"pk":{"S":"USER#u1"},"sk":{"S":"LOCATION"},"entered_at":{"N":"1"}}""", "LOCATION")]
    [InlineData(
        """{"pk":{"S":"USER#u1"},"sk":{"S":"PENDING#00000000000000000007"},"capture_data":{"S":"7"}}""",
        "PENDING#7"
    )]
    [InlineData("""{"pk":{"S":"USER#u1"},"sk":{"S":"PENDING#7"},"capture_data":{"S":"{}"}}""", "PENDING#PENDING#7")]
    [InlineData("""{"pk":{"S":"USER#u1"},"sk":{"S":"CARD#fp9"}}""", "CARD#fp9")]
    public void What_cannot_be_read_is_a_fault_and_the_rest_is_shown(string item, string where) =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await rig.LinkAsync("fp1", "u1");
            await desk.PutAsync(item);

            var sheet = (await desk.Users.ReadAsync("u1", Desk.None))!;

            Assert.Equal(where, Assert.Single(sheet.Faults).Where);
            Assert.Contains(sheet.Cards, card => card.Fingerprint == "fp1");
        });

    [Fact]
    public void What_does_not_fit_together_is_a_fault() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            var now = Make.Now.ToUnixTimeSeconds();
            await desk.PutAsync(ContextItems.Write(UserContext.Initial("u1")).Without(Attributes.Version));
            await desk.PutAsync(CardItems.WriteOfUser("fp1", "u1", "4242", 1));
            await desk.PutAsync(Stored.Card("fp1", "u2"));
            foreach (var (key, user, age) in new[] { (1, "u1", 901), (2, "u1", 899), (3, "u2", 0) })
            {
                await desk.PutAsync(
                    CaptureItems.Write(
                        "u1",
                        new()
                        {
                            MerchantId = "m1",
                            CreatedAt = key,
                            ExpiresAt = now + 100,
                            TransactionId = $"t{key}",
                        }
                    )
                );
                await desk.PutAsync(Markers.OfAgent($"t{key}", user, 5, now - age).With(Attributes.Owed, "capture"));
            }

            var sheet = (await desk.Users.ReadAsync("u1", Desk.None))!;

            Assert.Equal(
                ["CARD#fp1", "CONTEXT", "TXN#t1", "TXN#t3"],
                sheet.Faults.Select(fault => fault.Where).Order(StringComparer.Ordinal)
            );
            Assert.False(Assert.Single(sheet.Cards).IsLinked);
        });

    [Theory]
    [InlineData(0, true)]
    [InlineData(3_599, true)]
    [InlineData(3_600, false)]
    public void A_location_is_shown_as_long_as_it_counts(int age, bool isShown) =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(
                LocationItems.Write("u1", new CurrentLocation("m1", Make.Now.ToUnixTimeSeconds() - age))
            );
            Assert.Equal(isShown, (await desk.Users.ReadAsync("u1", Desk.None))!.Location is not null);
        });

    [Fact]
    public void A_time_that_is_none_is_not_shown() =>
        Assert.Equal(
            [null, null, null, Make.Now],
            new long?[] { null, long.MaxValue, -62_135_596_801, Make.Now.ToUnixTimeSeconds() }.Select(StoredTime.Of)
        );

    [Fact]
    public void Purchases_that_wait_for_a_card_are_shown_with_the_queue_they_came_from() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale());
            await rig.DrainAsync();
            // As it is when a link was made and its purchases could not be put back.
            await desk.PutAsync(CardItems.Write("fp1", "u1", "4242", 1));
            await desk.PutAsync(CardItems.WriteOfUser("fp1", "u1", "4242", 1));

            var parked = Assert.Single((await desk.Users.ReadAsync("u1", Desk.None))!.Parked);

            Assert.Equal(("t1", "fp1", "events"), (parked.TransactionId, parked.Card, parked.Queue));
        });
}
