using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests;

/// <summary>Values that make no sense are refused before anything is installed, by a message that names them.</summary>
public sealed class RefusedValuesTests
{
    [Theory]
    [InlineData("replicas: 3", "replicas")]
    [InlineData("replicaCount: -1", "replicaCount")]
    [InlineData("replicaCount: two", "replicaCount")]
    [InlineData("image: { tag: 1.2 }", "image.tag")]
    [InlineData("image: { digest: 0123 }", "image.digest")]
    [InlineData("image: { repository: 'loopworker@sha256' }", "image.repository")]
    [InlineData("image: { pullPolicy: Sometimes }", "image.pullPolicy")]
    [InlineData("stage: routing", "stage")]
    [InlineData("aws: { region: Frankfurt }", "aws.region")]
    [InlineData("aws: { sqsEndpointUrl: sqs.example }", "aws.sqsEndpointUrl")]
    [InlineData("settings: { Pipeline: { MaxInFligth: 10 } }", "MaxInFligth")]
    [InlineData("settings: { Pipeline: { MaxInFlight: 0 } }", "settings.Pipeline.MaxInFlight")]
    [InlineData("settings: { Pipeline: { Receivers: '2' } }", "settings.Pipeline.Receivers")]
    [InlineData("settings: { Pipeline: { Linger: 5ms } }", "settings.Pipeline.Linger")]
    [InlineData("settings: { Capture: { UnknownCard: Keep } }", "settings.Capture.UnknownCard")]
    [InlineData("settings: { Capture: { Rates: { EUR: 9007199254740993 } } }", "settings.Capture.Rates.EUR")]
    [InlineData("settings: { Capture: { Rates: { euro: 1 } } }", "settings.Capture.Rates")]
    [InlineData("settings: { Queues: { Sources: [] } }", "settings.Queues.Sources")]
    [InlineData("settings: { Queues: { Sources: [{ DeadLetterQueue: dead }] } }", "settings.Queues.Sources.0")]
    [InlineData("settings: { Queues: null }", "Queues")]
    [InlineData("settings: { Engine: Embedded }", "Engine")]
    [InlineData("settings: { ShutdownTimeout: 25 }", "settings.ShutdownTimeout")]
    [InlineData("settings: { ShutdownTimeout: '00:20:00' }", "settings.ShutdownTimeout is 00:20:00")]
    [InlineData("settings: { ShutdownTimeout: '00:00:00' }", "settings.ShutdownTimeout is 00:00:00")]
    [InlineData("settings: { Health: { Port: 70000 } }", "settings.Health.Port")]
    [InlineData("logLevel: { Default: Loud }", "logLevel.Default")]
    [InlineData("telemetry: { endpoint: 'collector:4317' }", "telemetry.endpoint")]
    [InlineData("telemetry: { traceRatio: 5 }", "telemetry.traceRatio")]
    [InlineData("telemetry: { protocol: http }", "telemetry.protocol")]
    [InlineData("serviceAccount: { roleArn: loopworker }", "serviceAccount.roleArn")]
    [InlineData("serviceAccount: { create: false }", "serviceAccount.name is empty")]
    [InlineData(
        "serviceAccount: { create: false, name: a, roleArn: 'arn:aws:iam::123456789012:role/a' }",
        "serviceAccount.roleArn"
    )]
    [InlineData("autoscaling: { enabled: true }", "enabled")]
    [InlineData("autoscaling: { kind: Both }", "autoscaling.kind")]
    [InlineData("autoscaling: { kind: Keda }", "aws.region is empty")]
    [InlineData("autoscaling: { kind: Hpa, minReplicas: 5, maxReplicas: 4 }", "autoscaling.minReplicas is 5")]
    [InlineData("autoscaling: { kind: Hpa, minReplicas: 0 }", "autoscaling.minReplicas is 0")]
    [InlineData("autoscaling: { kind: Hpa, hpa: { cpuUtilization: null } }", "autoscaling.hpa.cpuUtilization is null")]
    [InlineData("{ autoscaling: { kind: Hpa }, resources: { requests: { cpu: null } } }", "resources.requests.cpu")]
    [InlineData(
        "{ aws: { region: eu-west-1 }, autoscaling: { kind: Keda }, settings: { Pipeline: { MaxInFlight: null } } }",
        "autoscaling.keda.queueLength is null"
    )]
    [InlineData(
        "{ aws: { region: eu-west-1 }, autoscaling: { kind: Keda, keda: { identityOwner: workload, existingAuthentication: a } } }",
        "autoscaling.keda.existingAuthentication"
    )]
    [InlineData("autoscaling: { keda: { queueLength: 0 } }", "autoscaling.keda.queueLength")]
    [InlineData("autoscaling: { keda: { queueUrlPrefix: 'https://sqs.example' } }", "autoscaling.keda.queueUrlPrefix")]
    [InlineData("autoscaling: { scaleDown: { periodSeconds: 3600 } }", "autoscaling.scaleDown.periodSeconds")]
    [InlineData("stage: apply", "stage is apply")]
    [InlineData("podDisruptionBudget: { maxUnavailable: half }", "podDisruptionBudget.maxUnavailable")]
    [InlineData("networkPolicy: { ingressFrom: [{ pods: {} }] }", "networkPolicy.ingressFrom.0")]
    [InlineData("podMonitor: { enabled: true }", "settings.Health.Metrics")]
    [InlineData(
        "{ podMonitor: { enabled: true }, settings: { Health: { Metrics: true } } }",
        "networkPolicy.ingressFrom"
    )]
    [InlineData("prometheusRule: { ageSeconds: 0 }", "prometheusRule.ageSeconds")]
    [InlineData("prometheusRule: { disabled: [LoopWorkerAbsence] }", "prometheusRule.disabled names LoopWorkerAbsence")]
    [InlineData(
        "{ aws: { region: eu-west-1 }, autoscaling: { kind: Keda, minReplicas: 0 }, prometheusRule: { enabled: true } }",
        "prometheusRule.disabled lacks LoopWorkerAbsent"
    )]
    [InlineData("grafanaDashboard: { labels: { grafana_dashboard: 1 } }", "grafanaDashboard.labels.grafana_dashboard")]
    [InlineData("probes: { liveness: { periodSeconds: 0 } }", "probes.liveness.periodSeconds")]
    [InlineData("terminationGraceMarginSeconds: 0", "terminationGraceMarginSeconds")]
    [InlineData("rollingUpdate: { maxSurge: 0 }", "rollingUpdate.maxSurge")]
    [InlineData("rollingUpdate: { maxSurge: 0%, maxUnavailable: 0% }", "rollingUpdate.maxSurge")]
    [InlineData("resources: { limits: { memory: lots } }", "resources.limits.memory")]
    [InlineData("podSecurityContext: { runAsUser: 0 }", "podSecurityContext.runAsUser")]
    [InlineData("podSecurityContext: { runAsNonRoot: false }", "podSecurityContext.runAsNonRoot")]
    [InlineData("securityContext: { privileged: true }", "privileged")]
    [InlineData("volumes: [{ name: host, hostPath: { path: / } }]", "volumes.0.hostPath")]
    [InlineData("volumeMounts: [{ name: missing, mountPath: /a }]", "volumeMounts names missing")]
    [InlineData("podLabels: { app.kubernetes.io/name: other }", "podLabels")]
    public async Task Nonsense_is_refused(string values, string name) =>
        Assert.Contains(name, await Chart.RefusalAsync(values), StringComparison.Ordinal);

    [Theory]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("AWS_SESSION_TOKEN")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS")]
    [InlineData("PROXY_PASSWORD")]
    public async Task A_secret_is_refused_as_a_plain_value_and_taken_by_reference(string name)
    {
        var refusal = await Chart.RefusalAsync($"env: [{{ name: {name}, value: abc }}]");
        Assert.Contains("env.0", refusal, StringComparison.Ordinal);
        Assert.Contains("valueFrom", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", refusal, StringComparison.Ordinal);
        await Chart.TextAsync($"env: [{{ name: {name}, valueFrom: {{ secretKeyRef: {{ name: a, key: b }} }} }}]");
    }

    [Theory]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials")]
    public async Task Where_a_secret_lies_is_none(string name, string value) =>
        await Chart.TextAsync($"env: [{{ name: {name}, value: '{value}' }}]");

    [Theory]
    [InlineData("LoopWorker__Table__Name")]
    [InlineData("LOOPWORKER__TABLE__NAME")]
    [InlineData("Logging__LogLevel__Default")]
    public async Task Settings_have_one_place(string name) =>
        Assert.Contains(
            "env.0.name",
            await Chart.RefusalAsync($"env: [{{ name: {name}, value: a }}]"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task All_that_does_not_go_together_is_reported_at_once()
    {
        var refusal = await Chart.RefusalAsync("{ stage: route, serviceAccount: { create: false } }");
        Assert.Contains("- stage is route", refusal, StringComparison.Ordinal);
        Assert.Contains("- serviceAccount.name is empty", refusal, StringComparison.Ordinal);
    }
}
