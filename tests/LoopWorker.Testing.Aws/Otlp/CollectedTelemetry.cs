using System.Globalization;

namespace LoopWorker.Testing.Aws.Otlp;

/// <summary>A span as it arrived.</summary>
public sealed record CollectedSpan(
    string Service,
    string Name,
    CollectedSpanKind Kind,
    string TraceId,
    string SpanId,
    string ParentId,
    IReadOnlyList<(string TraceId, string SpanId)> Links,
    IReadOnlyDictionary<string, string> Attributes
);

/// <summary>The kinds of spans, by their numbers on the wire.</summary>
public enum CollectedSpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>A metric as it arrived, with the attributes of each of its points.</summary>
public sealed record CollectedMetric(
    string Name,
    string Unit,
    string Kind,
    IReadOnlyList<IReadOnlyDictionary<string, string>> Points
);

/// <summary>A log record as it arrived.</summary>
public sealed record CollectedLog(string Body, string TraceId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>
/// Reads requests of OTLP. The numbers are those of the fields. Source: opentelemetry-proto 1.x, <c>trace.proto</c>,
/// <c>metrics.proto</c>, <c>logs.proto</c>, <c>common.proto</c>.
/// </summary>
internal static class CollectedTelemetry
{
    // The field of a metric that says which it is, and the field of its points that holds their attributes.
    private static readonly (int Field, string Name, int Attributes)[] Kinds =
    [
        (5, "gauge", 7),
        (7, "sum", 7),
        (9, "histogram", 9),
    ];

    public static IEnumerable<CollectedSpan> Spans(ProtobufMessage request) =>
        from resource in request.Messages(1)
        let service = Attributes(resource.Message(1), 1).GetValueOrDefault("service.name", "")
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new CollectedSpan(
            service,
            span.Text(5),
            (CollectedSpanKind)span.Number(6),
            span.Hexadecimal(1),
            span.Hexadecimal(2),
            span.Hexadecimal(4),
            [.. span.Messages(13).Select(link => (link.Hexadecimal(1), link.Hexadecimal(2)))],
            Attributes(span, 9)
        );

    public static IEnumerable<CollectedMetric> Metrics(ProtobufMessage request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        let data = Kinds.Single(kind => metric.Has(kind.Field))
        select new CollectedMetric(
            metric.Text(1),
            metric.Text(3),
            data.Name,
            [.. metric.Message(data.Field).Messages(1).Select(point => Attributes(point, data.Attributes))]
        );

    public static IEnumerable<CollectedLog> Logs(ProtobufMessage request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select new CollectedLog(record.Message(5).Text(1), record.Hexadecimal(9), Attributes(record, 6));

    private static Dictionary<string, string> Attributes(ProtobufMessage owner, int field) =>
        owner.Messages(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Message(2)));

    private static string Value(ProtobufMessage any) =>
        any.Has(1) ? any.Text(1) : any.Number(any.Has(3) ? 3 : 2).ToString(CultureInfo.InvariantCulture);
}
