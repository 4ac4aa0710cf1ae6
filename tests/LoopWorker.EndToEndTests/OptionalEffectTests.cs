using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Permissions;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests;

/// <summary>What a worker does only if its settings say so, on SQS and DynamoDB.</summary>
public sealed class OptionalEffectTests
{
    [Fact]
    public async Task Captures_are_counted_and_shown_and_users_are_told_as_the_settings_say()
    {
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings:
            [
                ("Capture:CountPerMerchant", "true"),
                ("Notifications:FirstCapture", "true"),
                ("Notifications:MaxPerUserAndHour", "2"),
            ]
        );
        await deployment.ProvisionAsync();
        var none = await deployment.RunAsync("counts", "m1");
        Assert.Equal("Nothing was counted for m1 in 7 days.\n", none.Output);
        await Lines.SendAsync(
            arguments => deployment.RunAsync(arguments),
            [
                Lines.Card("fp1", "u1"),
                .. Enumerable.Range(0, 7).Select(i => Lines.Sale($"t{i}", "fp1")),
                Lines.Sale("t0", "fp1"),
            ]
        );
        await deployment.RunAsync("run", "--until-drained");

        var counted = CommandSchema.Of("counts").Check((await deployment.RunAsync("counts", "m1", "--json")).Output);
        Assert.Equal("m1", counted.GetProperty("merchant").GetString());
        // Midnight may pass.
        Assert.Equal(
            7,
            counted.GetProperty("days").EnumerateArray().Sum(day => day.GetProperty("captures").GetInt32())
        );
        Assert.Contains("captures", (await deployment.RunAsync("counts", "m1")).Output, StringComparison.Ordinal);

        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await queues.OpenAsync(deployment.Notifications, CancellationToken.None);
        Assert.Equal(2, (await queue.GetDepthAsync(CancellationToken.None)).Total);
    }
}
