using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests.Checks;

/// <summary>What must hold of autoscalers and no schema says.</summary>
internal static class ScalingChecks
{
    // KEDA's documentation of the scaler.
    private static readonly string[] QueueMetadata =
    [
        "queueURL",
        "queueURLFromEnv",
        "queueLength",
        "activationQueueLength",
        "scaleOnInFlight",
        "scaleOnDelayed",
        "awsRegion",
        "awsEndpoint",
    ];

    public static IEnumerable<string> Errors(Manifests manifests)
    {
        var scaled = manifests.Of("ScaledObject").ToList();
        var autoscalers = manifests.Of("HorizontalPodAutoscaler").ToList();
        var replicas = manifests.The("Deployment").At("spec.replicas");
        return
        [
            .. scaled.SelectMany(manifest => ScaledObjectErrors(manifest, manifests)),
            .. autoscalers.SelectMany(manifest => RangeErrors(manifest, "minReplicas", "maxReplicas")),
            .. scaled
                .Concat(autoscalers)
                .Where(manifest => manifest.At("spec.scaleTargetRef.name").Text() != manifests.The("Deployment").Name)
                .Select(manifest => $"{manifest.Kind} {manifest.Name} scales another Deployment."),
            .. (replicas is null) == (scaled.Count + autoscalers.Count == 1)
                ? Array.Empty<string>()
                : ["The number of pods is not for exactly one to say."],
        ];
    }

    private static IEnumerable<string> ScaledObjectErrors(Manifest scaled, Manifests manifests)
    {
        var triggers = scaled.At("spec.triggers") as JsonArray ?? [];
        if (triggers.Count == 0)
            yield return $"ScaledObject {scaled.Name} has no triggers.";
        foreach (var error in RangeErrors(scaled, "minReplicaCount", "maxReplicaCount"))
            yield return error;
        foreach (var trigger in triggers.OfType<JsonObject>())
        foreach (var error in TriggerErrors(trigger, manifests))
            yield return $"ScaledObject {scaled.Name}, trigger {trigger["name"]}: {error}";
        var names = triggers.Select(trigger => trigger!["name"].Text()).ToList();
        if (names.Distinct().Count() < names.Count)
            yield return $"ScaledObject {scaled.Name} has two triggers of one name.";
        if (scaled.At("spec.advanced.scalingModifiers.formula").Text() is { } formula)
            foreach (var term in formula.Split(" + ").Except(names))
                yield return $"ScaledObject {scaled.Name} adds {term}, which is no trigger.";
    }

    private static IEnumerable<string> TriggerErrors(JsonObject trigger, Manifests manifests)
    {
        var metadata = trigger["metadata"] as JsonObject ?? [];
        if (trigger["type"].Text() != "aws-sqs-queue")
            yield return $"its type is {trigger["type"]}.";
        foreach (var name in metadata.Select(pair => pair.Key).Except(QueueMetadata))
            yield return $"{name} is not a field.";
        foreach (var name in (string[])["queueURL", "awsRegion"])
            if (string.IsNullOrEmpty(metadata[name].Text()))
                yield return $"it has no {name}.";
        if (!int.TryParse(metadata["queueLength"].Text(), CultureInfo.InvariantCulture, out var length) || length < 1)
            yield return $"queueLength is {metadata["queueLength"]}.";
        var authentication = trigger.At("authenticationRef.name").Text();
        if (string.IsNullOrEmpty(authentication))
            yield return "it has no authentication.";
        if (manifests.Of("TriggerAuthentication").Any(manifest => manifest.Name != authentication))
            yield return "it leaves the TriggerAuthentication alone.";
    }

    private static IEnumerable<string> RangeErrors(Manifest manifest, string minimum, string maximum)
    {
        var (fewest, most) = (manifest.At($"spec.{minimum}"), manifest.At($"spec.{maximum}"));
        if ((int)fewest! > (int)most!)
            yield return $"{manifest.Kind} {manifest.Name}: {minimum} is {fewest} and {maximum} {most}.";
    }
}
