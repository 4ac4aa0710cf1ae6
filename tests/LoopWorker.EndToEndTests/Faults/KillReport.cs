using LoopWorker.Demo;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>What came of a <see cref="KillRun"/>.</summary>
/// <param name="Seed">Makes the same messages, faults and victims again.</param>
/// <param name="Took">From the first start to the last message settled.</param>
/// <param name="Audit">How the table and the notifications compare with what was to be expected.</param>
/// <param name="DisorderedUsers">Users of the FIFO source whose purchases took effect in another order than they were sent in.</param>
/// <param name="MissingDeadLetters">Messages that could never take effect and are in no dead-letter queue.</param>
/// <param name="OtherDeadLetters">Messages in the dead-letter queue that could have taken effect.</param>
/// <param name="MostReceives">How often the message was received that was received most often.</param>
/// <param name="Remarks">What was done to the replicas and to the calls of each service.</param>
internal sealed record KillReport(
    int Seed,
    TimeSpan Took,
    DemoAudit Audit,
    int DisorderedUsers,
    int MissingDeadLetters,
    int OtherDeadLetters,
    int MostReceives,
    IReadOnlyList<string> Remarks
)
{
    /// <summary>A repeated notification is right: its id says that it is one.</summary>
    public bool IsRight =>
        Audit.Lost == 0
        && Audit.DoubledEvents == 0
        && Audit.DoubledCaptures == 0
        && DisorderedUsers == 0
        && MissingDeadLetters == 0
        && OtherDeadLetters == 0;

    public override string ToString() =>
        $"""
            seed {Seed} (LOOPWORKER_FAULT_SEED={Seed} runs it again), {Took.TotalSeconds:0} s
            lost: {Audit.LostEvents} events, {Audit.LostCaptures} captures, {Audit.LostNotifications} notifications
            doubled: {Audit.DoubledEvents} events, {Audit.DoubledCaptures} captures; {Audit.DoubledNotifications} notifications repeated
            out of order: the purchases of {DisorderedUsers} users
            dead letters: {MissingDeadLetters} missing, {OtherDeadLetters} too many; a message was received {MostReceives} times at most
            {string.Join('\n', Remarks)}
            """;
}
