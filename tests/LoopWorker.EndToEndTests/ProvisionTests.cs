using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests;

public sealed class ProvisionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_missing_is_made_and_the_check_is_content(bool fifo)
    {
        var deployment = new Deployment(SharedEndpoints.Current, fifo);

        var provision = await deployment.RunAsync("provision");
        var check = await deployment.RunAsync("check");

        string[] made = [deployment.Events, deployment.DeadLetters, deployment.Notifications, deployment.Table];
        Assert.All(made, name => Assert.Contains(name, provision.Output, StringComparison.Ordinal));
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
    public async Task What_exists_otherwise_than_asked_for_is_an_error_that_names_both_sides()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var changed = deployment.With(
            ("LoopWorker__Queues__Sources__0__VisibilityTimeout", "00:01:30"),
            ("LoopWorker__Table__FingerprintIndex", "OtherIndex")
        );

        var provision = await WorkerProgram.RunAsync(changed, "provision");

        Assert.Equal(1, provision.ExitCode);
        Assert.Contains("00:01:30", provision.Error, StringComparison.Ordinal);
        Assert.Contains("00:00:30", provision.Error, StringComparison.Ordinal);
        Assert.Contains("no index 'OtherIndex'", provision.Error, StringComparison.Ordinal);
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
}
