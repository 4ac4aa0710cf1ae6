using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests;

public sealed class PodTests
{
    [Theory]
    [InlineData("00:00:25", 30)]
    [InlineData("00:15:00", 905)]
    [InlineData("0.00:08:09.5", 495)]
    [InlineData("00:00:01.0000001", 7)]
    public async Task The_grace_period_is_longer_than_a_drain_may_take(string shutdownTimeout, int seconds)
    {
        var manifests = await Chart.RenderYamlAsync($"settings: {{ ShutdownTimeout: '{shutdownTimeout}' }}");
        Assert.Equal(seconds, (int)manifests.The("Deployment").At("spec.template.spec.terminationGracePeriodSeconds")!);
    }

    [Fact]
    public async Task A_new_pod_runs_before_an_old_one_drains() =>
        Assert.Equal(
            """{"maxSurge":1,"maxUnavailable":0}""",
            (await Chart.RenderYamlAsync("{}")).The("Deployment").At("spec.strategy.rollingUpdate")!.ToJsonString()
        );

    [Fact]
    public async Task Health_is_asked_over_HTTP()
    {
        var container = (await Chart.RenderYamlAsync("settings: { Health: { Port: 9090 } }")).Container;
        Assert.Equal(9090, (int)container.At("ports.0.containerPort")!);
        foreach (var (probe, path) in new[] { ("startup", "startup"), ("liveness", "live"), ("readiness", "ready") })
            Assert.Equal($"/health/{path}", container.At($"{probe}Probe.httpGet.path").Text());
    }

    [Fact]
    public async Task A_start_may_wait_for_SQS_for_ten_minutes()
    {
        var probe = (await Chart.RenderYamlAsync("{}")).Container.At("startupProbe")!;
        Assert.Equal(600, (int)probe["periodSeconds"]! * (int)probe["failureThreshold"]!);
    }

    [Fact]
    public async Task Without_a_port_there_are_no_probes()
    {
        var container = (await Chart.RenderSetAsync("bare")).Container;
        Assert.Null(container["ports"]);
        Assert.Null(container["startupProbe"]);
        Assert.Null(container["livenessProbe"]);
        Assert.Null(container["readinessProbe"]);
    }

    [Theory]
    [InlineData("both", "[\"run\"]")]
    [InlineData("route", "[\"run\",\"--stage\",\"route\"]")]
    [InlineData("apply", "[\"run\",\"--stage\",\"apply\"]")]
    public async Task A_pod_does_the_stages_that_are_asked_of_it(string stage, string arguments)
    {
        var values = $"{{ stage: {stage}, settings: {{ Routing: {{ Queue: routing.fifo }} }} }}";
        Assert.Equal(arguments, (await Chart.RenderYamlAsync(values)).Container["args"]!.ToJsonString());
    }

    [Theory]
    [InlineData("{}", "loopworker:0.1.0")]
    [InlineData("image: { repository: registry.example:5000/loop, tag: '1' }", "registry.example:5000/loop:1")]
    public async Task The_image_has_a_tag(string values, string image) =>
        Assert.Equal(image, (await Chart.RenderYamlAsync(values)).Container["image"].Text());

    [Fact]
    public async Task A_digest_takes_precedence_over_the_tag() =>
        Assert.EndsWith(
            "/loop/loopworker@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            (await Chart.RenderSetAsync("placement")).Container["image"].Text(),
            StringComparison.Ordinal
        );

    // The image's settings file names the dead-letter queue of its own first source.
    [Theory]
    [InlineData("pos-events", "pos-events-dlq")]
    [InlineData("pos-events.fifo", "pos-events-dlq.fifo")]
    public async Task A_source_gets_the_dead_letter_queue_that_its_name_gives(string queue, string deadLetters)
    {
        var manifests = await Chart.RenderYamlAsync(
            $"settings: {{ Queues: {{ Notifications: told, Sources: [{{ Queue: {queue} }}] }} }}"
        );
        var source = Assert.Single(LoadedSettings.Of(manifests.Container).Queues.Sources);
        Assert.Equal((queue, deadLetters), (source.Queue, source.DeadLetterQueue));
    }

    [Fact]
    public async Task Users_can_be_left_to_the_cluster()
    {
        var context = (await Chart.RenderSetAsync("openshift"))
            .The("Deployment")
            .At("spec.template.spec.securityContext");
        Assert.Equal("""{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}""", context!.ToJsonString());
    }

    [Fact]
    public async Task A_new_version_of_the_chart_alone_restarts_no_pod()
    {
        var labels = (await Chart.RenderYamlAsync("{}")).The("Deployment").At("spec.template.metadata.labels")!;
        Assert.DoesNotContain(
            labels.AsObject(),
            label => label.Value.Text()!.Contains("0.1.0", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_pods_own_label_takes_precedence_over_the_common_one()
    {
        var manifests = await Chart.RenderSetAsync("placement");
        Assert.Equal("loop", manifests.The("Deployment").At("spec.template.metadata.labels")!["team"].Text());
        Assert.Equal("platform", manifests.The("Deployment").At("metadata.labels")!["team"].Text());
    }

    [Fact]
    public async Task The_test_of_a_release_checks_what_the_worker_needs_in_its_place()
    {
        var manifests = await Chart.RenderSetAsync("emulators");
        var (test, worker) = (manifests.The("Pod"), manifests.The("Deployment").At("spec.template.spec")!);
        Assert.Equal("test", test.At("metadata.annotations")!["helm.sh/hook"].Text());
        Assert.Equal("[\"check\"]", test.At("spec.containers.0.args")!.ToJsonString());
        Assert.Equal(worker["serviceAccountName"].Text(), test.At("spec.serviceAccountName").Text());
        foreach (var same in new[] { "image", "env", "envFrom", "securityContext" })
            Assert.Equal(
                worker.At($"containers.0.{same}")!.ToJsonString(),
                test.At($"spec.containers.0.{same}")!.ToJsonString()
            );
    }
}
