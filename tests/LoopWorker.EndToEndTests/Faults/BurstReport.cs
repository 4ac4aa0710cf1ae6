using LoopWorker.Demo;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>What came of a <see cref="BurstRun"/>.</summary>
/// <param name="Seed">Makes the same messages and instants again.</param>
/// <param name="Audit">How the table and the notifications compare with what was to be expected.</param>
/// <param name="DeadLetters">Messages in the dead-letter queue; none should be there.</param>
/// <param name="Repeats">For each burst, how many of its notifications were sent once more.</param>
/// <param name="RepeatedEvents">Events of which something was sent once more.</param>
/// <param name="InHand">Messages in hand of both replicas at each kill, as the queue counts them.</param>
internal sealed record BurstReport(
    int Seed,
    DemoAudit Audit,
    int DeadLetters,
    IReadOnlyList<int> Repeats,
    int RepeatedEvents,
    IReadOnlyList<long> InHand
)
{
    public int Median => Repeats.Order().ElementAt(Repeats.Count / 2);

    public override string ToString() =>
        $"""
            seed {Seed} (LOOPWORKER_FAULT_SEED={Seed} makes the same messages and instants again)
            lost: {Audit.LostEvents} events, {Audit.LostCaptures} captures, {Audit.LostNotifications} notifications
            doubled: {Audit.DoubledEvents} events, {Audit.DoubledCaptures} captures; dead letters: {DeadLetters}
            repeated notifications: {string.Join(
                ' ',
                Repeats
            )}; median {Median}, on average {Repeats.Average():0.0}, of {RepeatedEvents} events
            in hand at the kills: {string.Join(' ', InHand)}
            """;
}
