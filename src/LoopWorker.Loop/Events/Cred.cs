using System.Globalization;

namespace LoopWorker.Loop.Events;

/// <summary>Amounts of Cred as people read them.</summary>
public static class Cred
{
    private const decimal LamportsPerCred = 1_000_000_000m;

    /// <summary>Such as <c>12.5 Cred</c>.</summary>
    public static string Of(ulong lamports) =>
        string.Create(CultureInfo.InvariantCulture, $"{lamports / LamportsPerCred:0.#########} Cred");
}
