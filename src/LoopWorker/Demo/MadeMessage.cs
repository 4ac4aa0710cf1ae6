namespace LoopWorker.Demo;

/// <summary>What a made message is meant to bring about.</summary>
public enum MadeKind
{
    Capture,
    Crossing,
    Vault,
    Unknown,
    Bad,
}

/// <summary>A made-up message and, for the count, what is in it.</summary>
/// <param name="Body">As it is sent.</param>
/// <param name="Kind">What is in it.</param>
/// <param name="EventId">The event's id; empty if it cannot be read.</param>
/// <param name="User">Whom it concerns, if anyone.</param>
/// <param name="Lamports">What it is worth.</param>
public sealed record MadeMessage(string Body, MadeKind Kind, string EventId, MadeUser? User, ulong Lamports);
