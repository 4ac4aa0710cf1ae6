using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Lanes;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>Decides what events do to their users, on what is known of them now.</summary>
public sealed class TransactionPlanner(LoopRules rules, TimeProvider time)
{
    /// <param name="users">The users' events; those without any are left out.</param>
    /// <param name="eventsPerUser">At most so many of each user's go into the transaction.</param>
    public TransactionPlan Plan(IReadOnlyList<UserBatch> users, int eventsPerUser)
    {
        var now = time.GetUtcNow();
        var planned = new List<PlannedUser>(users.Count);
        List<UnplannedUser>? unplanned = null;
        foreach (var user in users)
            if (user.Events.Count > 0)
                try
                {
                    planned.Add(Plan(user, eventsPerUser, now));
                }
#pragma warning disable CA1031 // Whatever it is, it is of this user's state and events alone.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    var reason = UnexpectedError.Describe(
                        "What the user's events bring about cannot be computed",
                        exception
                    );
                    (unplanned ??= []).Add(new UnplannedUser(user, reason));
                }
        return new TransactionPlan(planned, unplanned);
    }

    private PlannedUser Plan(UserBatch user, int eventsPerUser, DateTimeOffset now)
    {
        IReadOnlyList<ReceivedEvent> events =
            user.Events.Count <= eventsPerUser ? user.Events : [.. user.Events.Take(eventsPerUser)];
        var change = Decision.Apply(
            user.Context,
            [.. events.Select(received => received.Hashed)],
            user.Lane.Overflow.Gone,
            rules,
            now
        );
        return new PlannedUser(user, events, change);
    }
}
