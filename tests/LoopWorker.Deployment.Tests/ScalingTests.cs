using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests;

public sealed class ScalingTests
{
    private const string Keda = "aws: { region: eu-central-1 }\nautoscaling: { kind: Keda }\n";

    [Fact]
    public async Task Without_an_autoscaler_the_number_of_pods_is_fixed()
    {
        var manifests = await Chart.RenderYamlAsync("replicaCount: 3");
        Assert.Equal(3, (int)manifests.The("Deployment").At("spec.replicas")!);
        Assert.Empty(manifests.Of("ScaledObject"));
        Assert.Empty(manifests.Of("HorizontalPodAutoscaler"));
    }

    [Theory]
    [InlineData("keda", "loop-events")]
    [InlineData("many-sources", "pos-events.fifo", "geofence-events", "vault-events")]
    [InlineData("routed", "loop-routing.fifo", "loop-events")]
    [InlineData("route", "loop-events")]
    [InlineData("apply", "loop-routing.fifo")]
    public async Task KEDA_has_a_trigger_for_each_queue_that_the_pods_receive_from(string set, params string[] queues)
    {
        var triggers = Triggers(await Chart.RenderSetAsync(set));
        Assert.Equal(queues, triggers.Select(trigger => trigger!.At("metadata.queueURL").Text()!.Split('/')[^1]));
    }

    [Theory]
    [InlineData("", "20000")]
    [InlineData("settings: { Pipeline: { MaxInFlight: 120000 } }", "1200000")]
    [InlineData("autoscaling: { kind: Keda, keda: { queueLength: 100000000 } }", "100000000")]
    public async Task What_a_pod_is_to_work_off_is_computed_from_what_it_has_in_hand(string values, string length)
    {
        var trigger = Triggers(await Chart.RenderYamlAsync(Merged(values)))[0]!;
        Assert.Equal(length, trigger.At("metadata.queueLength").Text());
        Assert.Equal("true", trigger.At("metadata.scaleOnInFlight").Text());
    }

    [Theory]
    [InlineData("Keda", "ScaledObject", "spec.advanced.horizontalPodAutoscalerConfig.behavior")]
    [InlineData("Hpa", "HorizontalPodAutoscaler", "spec.behavior")]
    public async Task Pods_are_stopped_one_at_a_time_each_after_the_one_before_it_has_drained(
        string kind,
        string manifest,
        string path
    )
    {
        var manifests = await Chart.RenderYamlAsync(
            $$"""
            aws: { region: eu-central-1 }
            autoscaling: { kind: {{kind}} }
            settings: { ShutdownTimeout: "00:02:00" }
            """
        );
        var grace = (int)manifests.The("Deployment").At("spec.template.spec.terminationGracePeriodSeconds")!;
        Assert.Equal(
            $$"""{"stabilizationWindowSeconds":300,"policies":[{"type":"Pods","value":1,"periodSeconds":{{grace}}}]}""",
            manifests.The(manifest).At(path)!["scaleDown"]!.ToJsonString()
        );
        Assert.Equal(125, grace);
    }

    [Fact]
    public async Task The_sum_of_the_queues_is_one_metric()
    {
        var modifiers = (await Chart.RenderSetAsync("many-sources"))
            .The("ScaledObject")
            .At("spec.advanced.scalingModifiers")!;
        Assert.Equal("source0 + source1 + source2", modifiers["formula"].Text());
        Assert.Equal("1200000", modifiers["target"].Text());
    }

    [Fact]
    public async Task Zero_pods_are_an_option_of_KEDA_alone()
    {
        var scaled = (await Chart.RenderSetAsync("scale-to-zero")).The("ScaledObject");
        Assert.Equal(0, (int)scaled.At("spec.minReplicaCount")!);
        Assert.Equal(900, (int)scaled.At("spec.cooldownPeriod")!);
    }

    [Theory]
    [InlineData("", """{"provider":"aws","identityOwner":"keda"}""")]
    [InlineData("identityOwner: workload", """{"provider":"aws","identityOwner":"workload"}""")]
    [InlineData(
        "roleArn: 'arn:aws:iam::123456789012:role/a'",
        """{"provider":"aws","roleArn":"arn:aws:iam::123456789012:role/a"}"""
    )]
    public async Task KEDA_asks_SQS_with_one_identity(string keda, string identity)
    {
        var manifests = await Chart.RenderYamlAsync(
            $"aws: {{ region: eu-central-1 }}\nautoscaling: {{ kind: Keda, keda: {{ {keda} }} }}"
        );
        var authentication = manifests.The("TriggerAuthentication");
        Assert.Equal(identity, authentication.At("spec.podIdentity")!.ToJsonString());
        Assert.Equal(authentication.Name, Triggers(manifests)[0]!.At("authenticationRef.name").Text());
    }

    [Fact]
    public async Task An_autoscaler_on_external_metrics_needs_no_CPU()
    {
        var metrics = (await Chart.RenderSetAsync("hpa-external")).The("HorizontalPodAutoscaler").At("spec.metrics")!;
        Assert.Equal("External", Assert.Single(metrics.AsArray())!["type"].Text());
    }

    private static JsonArray Triggers(Manifests manifests) =>
        manifests.The("ScaledObject").At("spec.triggers")!.AsArray();

    private static string Merged(string values) =>
        values.StartsWith("autoscaling", StringComparison.Ordinal)
            ? $"aws: {{ region: eu-central-1 }}\n{values}"
            : Keda + values;
}
