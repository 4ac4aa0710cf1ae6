using LoopWorker.Core.Telemetry;
using LoopWorker.Ecs;

namespace LoopWorker.Tests.Ecs;

public sealed class TaskProtectionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void It_comes_with_the_first_message_goes_on_while_there_are_some_and_ends_when_there_are_none() =>
        ProtectedTask.Run(async task =>
        {
            task.DoOther(3);
            await task.PassAsync(Minute);
            Assert.Empty(task.Asked);

            task.Receive(2);
            await task.PassAsync(TaskProtection.BetweenLooks + Second);
            Assert.Equal([ProtectedTask.Lease], task.Agent.Asked.Select(asked => asked.Lease));

            task.Settle(1);
            await task.PassAsync(40 * Minute);
            Assert.All(task.Asked, Assert.True);
            Assert.InRange(task.Agent.Asked.Count, 7, 11);
            Assert.All(
                task.Agent.Asked.Zip(task.Agent.Asked.Skip(1)),
                pair => Assert.InRange(pair.Second.At - pair.First.At, 4 * Minute, 6 * Minute + Second)
            );

            task.Settle(1);
            await task.PassAsync(4 * Minute);
            Assert.Single(task.Asked, protect => !protect);
            Assert.False(task.Asked.Last());
            Assert.Empty(task.Lines);
        });

    [Fact]
    public void A_message_that_has_come_and_gone_between_two_looks_counts() =>
        ProtectedTask.Run(async task =>
        {
            task.Receive(1);
            task.Settle(1);
            await task.PassAsync(TaskProtection.BetweenLooks);
            Assert.Equal([true], task.Asked);
        });

    [Fact]
    public void A_trickle_costs_no_more_calls_than_a_backlog() =>
        ProtectedTask.Run(async task =>
        {
            for (var minutes = 0; minutes < 60; minutes++)
            {
                task.Receive(1);
                task.Settle(1);
                await task.PassAsync(Minute);
            }
            Assert.All(task.Asked, Assert.True);
            Assert.InRange(task.Agent.Asked.Count, 9, 16);
        });

    [Fact]
    public void From_the_signal_on_nothing_is_renewed_and_when_the_worker_has_drained_the_task_is_released() =>
        ProtectedTask.Run(async task =>
        {
            task.Receive(1);
            await task.PassAsync(Minute);
            var took = await task.StopAsync(drain: 20 * Minute / 3);
            Assert.Equal([true, false], task.Asked);
            Assert.Equal(TimeSpan.Zero, took);
        });

    [Fact]
    public void A_task_that_never_had_a_message_stops_without_a_call() =>
        ProtectedTask.Run(async task =>
        {
            await task.PassAsync(Minute);
            await task.StopAsync(drain: Second);
            Assert.Empty(task.Asked);
        });

    [Fact]
    public void What_has_run_out_is_not_released() =>
        ProtectedTask.Run(async task =>
        {
            task.Receive(1);
            await task.PassAsync(Minute);
            await task.StopAsync(drain: ProtectedTask.Lease);
            Assert.Equal([true], task.Asked);
        });

    [Fact]
    public void An_agent_that_hangs_holds_up_a_stop_for_a_second_and_no_call_of_before_does() =>
        ProtectedTask.Run(async task =>
        {
            task.Agent.Hangs = true;
            task.Receive(1);
            await task.PassAsync(2 * Second);
            var took = await task.StopAsync(drain: TimeSpan.Zero);
            // The call that was cut short may have been carried out.
            Assert.Equal([true, false], task.Asked);
            Assert.Equal(TaskProtection.PatienceAtTheEnd, took);
            Assert.Contains("Release failed", Assert.Single(task.Lines).Text, StringComparison.Ordinal);
        });

    [Fact]
    public void A_call_that_the_stop_cuts_short_is_no_trouble() =>
        ProtectedTask.Run(async task =>
        {
            task.Agent.Hangs = true;
            task.Receive(1);
            await task.PassAsync(2 * Second);
            task.StopApplication();
            task.Agent.Hangs = false;
            await task.StopAsync(drain: Second);
            Assert.Equal([true, false], task.Asked);
            Assert.Empty(task.Lines);
        });

    [Fact]
    public void Trouble_with_the_agent_is_told_once_when_it_begins_and_once_when_it_is_over() =>
        ProtectedTask.Run(async task =>
        {
            task.Agent.Reason = "AccessDeniedException: Not allowed.";
            task.Receive(1);
            await task.PassAsync(10 * Minute);
            Assert.InRange(task.Agent.Asked.Count, 10, 25);
            var (failed, text) = Assert.Single(task.Lines);
            Assert.Equal(EventIds.ProtectionFailed, failed);
            Assert.Contains("Protect failed (AccessDeniedException: Not allowed.)", text, StringComparison.Ordinal);

            task.Agent.Reason = null;
            await task.PassAsync(20 * Minute);
            Assert.Equal([EventIds.ProtectionFailed, EventIds.ProtectionWorks], task.Lines.Select(line => line.Event));
        });
}
