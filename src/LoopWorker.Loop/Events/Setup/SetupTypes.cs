namespace LoopWorker.Loop.Events.Setup;

/// <summary>The types of lines that prepare state. Only files hold them; on a queue they are unknown types.</summary>
public static class SetupTypes
{
    public const string CardLink = "loop.card.link.v1";
    public const string Preferences = "loop.preferences.v1";
}
