using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests;

public sealed class ProvisionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_missing_is_made_and_the_check_is_content(bool fifo)
    {
        var deployment = new Deployment(SharedEndpoints.Current, fifo);

        var provision = await deployment.RunAsync("provision", "--json");
        var check = await deployment.RunAsync("check", "--json");

        string[] made = [deployment.Events, deployment.DeadLetters, deployment.Notifications, deployment.Table];
        Assert.All(made, name => Assert.Contains(name, provision.Output, StringComparison.Ordinal));
        Assert.True(CommandSchema.Of("provision").Check(provision.Output).GetProperty("done").GetBoolean());
        CommandSchema.Of("check").Check(check.Output);
        Assert.DoesNotContain("warning", check.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_time_there_is_nothing_to_do()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        Assert.Equal("Everything exists already.", (await deployment.RunAsync("provision")).Output.Trim());
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_does_nothing()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        var first = await deployment.RunAsync("provision", "--dry-run");
        var second = await deployment.RunAsync("provision", "--dry-run");
        Assert.Contains($"would create the standard queue {deployment.Events}", first.Output, StringComparison.Ordinal);
        Assert.Contains($"would create the table {deployment.Table}", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task What_exists_otherwise_is_shown_with_both_values_and_changed_when_that_is_asked_for()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var changed = deployment.With(
            ("LoopWorker__Queues__Sources__0__VisibilityTimeout", "00:01:30"),
            ("LoopWorker__Queues__Sources__0__MaxReceiveCount", "7"),
            ("LoopWorker__Queues__Retention", "3.00:00:00")
        );
        string[] changes =
        [
            $"change the queue {deployment.Events}: retention from 4.00:00:00 to 3.00:00:00, which deletes what is older",
            $"change the queue {deployment.Events}: visibility timeout from 00:00:30 to 00:01:30",
            $"change the queue {deployment.Events}: redrive policy from {deployment.DeadLetters} after 5 receives to {deployment.DeadLetters} after 7 receives",
            $"change the queue {deployment.Notifications}: retention from 4.00:00:00 to 3.00:00:00, which deletes what is older",
        ];

        var shown = await WorkerProgram.RunAsync(changed, "provision");
        var dry = await WorkerProgram.RunAsync(changed, "provision", "--apply", "--dry-run");
        var applied = await WorkerProgram.RunAsync(changed, "provision", "--apply");
        var again = await WorkerProgram.RunAsync(changed, "provision");

        Assert.Equal((1, ""), (shown.ExitCode, shown.Output));
        Assert.Equal(changes.Select(change => $"would {change}"), LinesOf(shown.Error).SkipLast(1));
        Assert.Contains("'loopworker provision --apply' makes these changes", shown.Error, StringComparison.Ordinal);
        Assert.Equal(0, dry.ExitCode);
        Assert.Equal(changes.Select(change => $"would {change}"), LinesOf(dry.Output));
        Assert.Equal(0, applied.ExitCode);
        Assert.Equal(changes, LinesOf(applied.Output));
        Assert.Equal((0, "Everything exists already."), (again.ExitCode, again.Output.Trim()));
    }

    [Fact]
    public async Task What_cannot_be_changed_in_place_is_refused_before_anything_is_changed()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var changed = deployment.With(
            ("LoopWorker__Queues__Sources__0__VisibilityTimeout", "00:01:30"),
            ("LoopWorker__Table__FingerprintIndex", "OtherIndex")
        );

        var provision = await WorkerProgram.RunAsync(changed, "provision", "--apply", "--json");

        Assert.Equal(1, provision.ExitCode);
        Assert.Contains("00:01:30", provision.Error, StringComparison.Ordinal);
        Assert.Contains("00:00:30", provision.Error, StringComparison.Ordinal);
        Assert.Contains("no index 'OtherIndex'", provision.Error, StringComparison.Ordinal);
        var report = CommandSchema.Of("provision").Check(provision.Output);
        Assert.False(report.GetProperty("done").GetBoolean());
        Assert.Equal("00:01:30", report.GetProperty("changes")[0].GetProperty("new").GetString());
        Assert.Equal("Everything exists already.", (await deployment.RunAsync("provision")).Output.Trim());
    }

    [Fact]
    public async Task The_check_ends_with_1_when_something_forbids_a_start()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var changed = deployment.With(("LoopWorker__Queues__Sources__0__MaxReceiveCount", "7"));

        var check = await WorkerProgram.RunAsync(changed, "check");

        Assert.Equal(1, check.ExitCode);
        Assert.Contains("allows 5 receives, the settings say 7", check.Output, StringComparison.Ordinal);
    }

    private static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
