using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests;

/// <summary>What an installation tells whoever made it.</summary>
public sealed class NotesTests
{
    [Theory]
    [InlineData("replicaCount: 4", "4 pods run whatever the queues hold")]
    [InlineData("{}", "associate one with the service account demo-loopworker")]
    [InlineData("serviceAccount: { roleArn: 'arn:aws:iam::123456789012:role/a' }", "by IRSA from arn:aws")]
    [InlineData("{ aws: { region: eu-west-1 }, autoscaling: { kind: Keda } }", "KEDA keeps 1 to 10 pods")]
    [InlineData("autoscaling: { kind: Hpa }", "prefer KEDA")]
    [InlineData("settings: { Health: { Port: 0 } }", "a pod that hangs is not restarted")]
    [InlineData("settings: { Health: { Metrics: true } }", "nobody can scrape /metrics")]
    [InlineData("settings: { Routing: { Queue: routing.fifo } }", "install the chart twice")]
    [InlineData("{ stage: route, settings: { Routing: { Queue: routing.fifo } } }", "for the stage route")]
    public async Task The_notes_say_what_the_values_lead_to(string values, string text) =>
        Assert.Contains(text, await Chart.NotesAsync(values), StringComparison.Ordinal);

    [Fact]
    public async Task Scaling_to_zero_has_a_consequence()
    {
        const string Consequence = "the first message after that waits for the next poll (15 s)";
        const string Values = "{ aws: { region: eu-west-1 }, autoscaling: { kind: Keda, minReplicas: ";
        Assert.Contains(Consequence, await Chart.NotesAsync(Values + "0 } }"), StringComparison.Ordinal);
        Assert.DoesNotContain(Consequence, await Chart.NotesAsync(Values + "1 } }"), StringComparison.Ordinal);
    }
}
