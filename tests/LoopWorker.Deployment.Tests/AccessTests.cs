using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests;

/// <summary>Who the pods are, whom they reach and who reaches them.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task IRSA_is_an_annotation_of_the_service_account() =>
        Assert.Equal(
            "arn:aws:iam::123456789012:role/loopworker",
            (await Chart.RenderSetAsync("irsa"))
                .The("ServiceAccount")
                .At("metadata.annotations")!["eks.amazonaws.com/role-arn"]
                .Text()
        );

    [Fact]
    public async Task Pod_Identity_needs_the_service_accounts_name_alone()
    {
        var account = (await Chart.RenderSetAsync("keda")).The("ServiceAccount");
        Assert.Equal("loopworker", account.Name);
        Assert.Null(account.At("metadata.annotations"));
    }

    [Fact]
    public async Task A_service_account_that_exists_is_used()
    {
        var manifests = await Chart.RenderSetAsync("openshift");
        Assert.Empty(manifests.Of("ServiceAccount"));
        Assert.All(manifests.Pods(), pod => Assert.Equal("loopworker", pod.Spec["serviceAccountName"].Text()));
    }

    [Theory]
    [InlineData("{}", 443)]
    [InlineData("telemetry: { endpoint: 'http://collector.monitoring:4317' }", 443, 4317)]
    [InlineData("telemetry: { endpoint: 'https://collector.example/otlp' }", 443)]
    [InlineData("telemetry: { endpoint: 'http://collector.example' }", 443, 80)]
    [InlineData("aws: { sqsEndpointUrl: 'http://a:4566', dynamoDbEndpointUrl: 'http://b:4567/' }", 443, 4566, 4567)]
    public async Task Pods_reach_AWS_and_the_endpoints_that_are_set(string values, params int[] ports)
    {
        var egress = Policy(await Chart.RenderYamlAsync(values))["egress"]!.AsArray();
        Assert.Equal([53, 53], Ports(egress[0]!));
        Assert.Equal(ports, Ports(egress[1]!));
    }

    [Fact]
    public async Task Pods_reach_the_agent_of_Pod_Identity()
    {
        var agent = Policy(await Chart.RenderYamlAsync("{}"))["egress"]![2]!;
        Assert.Equal([80], Ports(agent));
        Assert.Equal("169.254.170.23/32", agent.At("to.0.ipBlock.cidr").Text());
    }

    [Fact]
    public async Task Nobody_reaches_the_pods_unless_named() =>
        Assert.Empty(Policy(await Chart.RenderYamlAsync("{}"))["ingress"]!.AsArray());

    [Fact]
    public async Task Who_is_named_reaches_the_health_port_alone()
    {
        var ingress = Assert.Single(Policy(await Chart.RenderSetAsync("prometheus"))["ingress"]!.AsArray())!;
        Assert.Equal([9090], Ports(ingress));
        Assert.Equal(
            "monitoring",
            ingress.At("from.0.namespaceSelector.matchLabels")!["kubernetes.io/metadata.name"].Text()
        );
    }

    [Fact]
    public async Task Prometheus_is_not_told_unless_asked()
    {
        Assert.Empty((await Chart.RenderYamlAsync("{}")).Of("PodMonitor"));
        var monitor = (await Chart.RenderSetAsync("prometheus")).The("PodMonitor");
        Assert.Equal("prometheus", monitor.At("metadata.labels.release").Text());
        Assert.Equal("/metrics", monitor.At("spec.podMetricsEndpoints.0.path").Text());
    }

    [Fact]
    public async Task Nothing_is_exported_without_an_endpoint() =>
        Assert.DoesNotContain(
            (await Chart.RenderYamlAsync("{}")).Container["env"]!.AsArray(),
            variable => variable!["name"].Text()!.StartsWith("OTEL_", StringComparison.Ordinal)
        );

    [Fact]
    public async Task Telemetry_names_the_release_and_the_pod()
    {
        var variables = (await Chart.RenderSetAsync("telemetry")).Container["env"]!.AsArray();
        string? Value(string name) => variables.Single(variable => variable!["name"].Text() == name)!["value"].Text();
        Assert.Equal("https://collector.example:4318", Value("OTEL_EXPORTER_OTLP_ENDPOINT"));
        Assert.Equal("demo-loopworker", Value("OTEL_SERVICE_NAME"));
        Assert.EndsWith("k8s.pod.name=$(POD_NAME)", Value("OTEL_RESOURCE_ATTRIBUTES"), StringComparison.Ordinal);
        // Kubernetes replaces only what stands before.
        var names = variables.Select(variable => variable!["name"].Text()).ToList();
        Assert.InRange(names.IndexOf("POD_NAME"), 0, names.IndexOf("OTEL_RESOURCE_ATTRIBUTES"));
    }

    [Fact]
    public async Task Secrets_that_exist_become_variables_by_reference() =>
        Assert.Equal(
            "aws-keys",
            (await Chart.RenderSetAsync("emulators")).Container.At("envFrom.0.secretRef.name").Text()
        );

    [Fact]
    public async Task A_drain_of_nodes_takes_one_pod_at_a_time_and_any_that_is_not_ready()
    {
        var budget = (await Chart.RenderYamlAsync("{}")).The("PodDisruptionBudget").At("spec")!;
        Assert.Equal(1, (int)budget["maxUnavailable"]!);
        Assert.Equal("AlwaysAllow", budget["unhealthyPodEvictionPolicy"].Text());
    }

    private static JsonNode Policy(Manifests manifests) => manifests.The("NetworkPolicy").At("spec")!;

    private static IEnumerable<int> Ports(JsonNode rule) =>
        rule["ports"]!.AsArray().Select(port => (int)port!["port"]!);
}
