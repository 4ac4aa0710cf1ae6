using System.Diagnostics;

namespace LoopWorker.Queues.Tracing;

/// <summary>
/// X-Ray's header: <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>, its fields in any order. Root
/// without its version and hyphens is the trace id. Source: AWS X-Ray Developer Guide, "Tracing header".
/// </summary>
internal static class XRayHeader
{
    /// <summary>The context in a header; the default value if it names no trace and span. Pure.</summary>
    public static ActivityContext Read(string header)
    {
        string? trace = null;
        string? parent = null;
        var sampled = false;
        foreach (var field in header.Split(';', StringSplitOptions.TrimEntries))
            switch (field.Split('=', 2))
            {
                case ["Root", ['1', '-', .. { Length: 33 } id]] when id[8] == '-':
                    trace = id.Remove(8, 1);
                    break;
                case ["Parent", { Length: 16 } id]:
                    parent = id;
                    break;
                case ["Sampled", var flag]:
                    sampled = flag == "1";
                    break;
            }
        // By way of W3C's form, which checks the digits.
        return TraceContext.Of($"00-{trace}-{parent}-{(sampled ? "01" : "00")}", state: null);
    }
}
