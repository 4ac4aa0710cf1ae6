using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Sessions;
using LoopWorker.Operations.Tests.Support;

namespace LoopWorker.Operations.Tests.Sessions;

public sealed class UserSessionsTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void The_sessions_of_all_users_are_found_by_a_scan_page_by_page() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig, Desk.Paged(rig.Table, 2));
            await desk.PutAsync(Stored.Session("u2", Now + 60));
            await desk.PutAsync(Stored.Session("u1", Now));
            await desk.PutAsync("""{"pk":{"S":"USER#u3"},"sk":{"S":"SESSION"},"session_data":{"S":"{}"}}""");
            await rig.LinkAsync("fp1", "u1");
            var read = new List<long>();

            var sessions = await desk.Sessions.ScanAsync(progress => read.Add(progress.Read), Desk.None);

            Assert.Equal(
                [("u1", SessionState.Expired), ("u2", SessionState.Live), ("u3", SessionState.Unreadable)],
                sessions.Select(session => (session.User, session.State))
            );
            Assert.Equal(5, read[^1]);
            Assert.True(read.Count > 2);
        });

    [Theory]
    [InlineData(60, 60, 3, SessionState.Live)]
    [InlineData(60, null, 3, SessionState.Live)]
    [InlineData(60, 60, 10, SessionState.Exhausted)]
    [InlineData(0, 60, 3, SessionState.Expired)]
    [InlineData(60, 0, 10, SessionState.Expired)]
    public void A_session_is_live_until_its_time_or_its_items_is_over_or_its_actions_are_used(
        int end,
        int? timeToLive,
        int used,
        SessionState state
    ) =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            var stored = Stored.Session("u1", Now + end);
            stored = stored.With(
                Attributes.SessionData,
                stored[Attributes.SessionData]!.AsString!.Replace(
                    "\"actions_used\":3",
                    $"\"actions_used\":{used}",
                    StringComparison.Ordinal
                )
            );
            await desk.PutAsync(
                timeToLive is { } seconds
                    ? stored.With(Attributes.TimeToLive, Now + seconds)
                    : stored.Without(Attributes.TimeToLive)
            );
            Assert.Equal(state, (await desk.Sessions.FindAsync("u1", Desk.None))!.State);
        });

    [Fact]
    public void A_session_that_is_revoked_is_gone_and_that_is_recorded() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(Stored.Session("u1", Now + 60));

            Assert.Equal(SessionState.Live, (await desk.Sessions.RevokeAsync("u1", Desk.By, Desk.None))!.State);
            Assert.Null(await desk.Sessions.FindAsync("u1", Desk.None));
            Assert.Null(await desk.Sessions.RevokeAsync("u1", Desk.By, Desk.None));

            var record = Assert.Single(await desk.RecordsAsync());
            Assert.Equal(
                ("sessions revoke", Subjects.User("u1"), Outcomes.Done, Desk.By),
                (record.Operation, record.Subject, record.Outcome, record.By)
            );
        });
}
