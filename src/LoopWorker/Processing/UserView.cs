using LoopWorker.Loop.Users;

namespace LoopWorker.Processing;

/// <summary>What the table holds of a user, as a reader may see it: nothing past its time, no more captures than the ring has places.</summary>
public sealed record UserView
{
    /// <summary>The JSON of the context; null if there is none.</summary>
    public string? ContextData { get; set; }

    public ulong Version { get; set; }

    /// <summary>JSON of captures, the newest first.</summary>
    public List<string> Captures { get; } = [];

    public CurrentLocation? Location { get; set; }

    public List<string> Cards { get; } = [];
}
