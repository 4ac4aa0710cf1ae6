namespace LoopWorker.Configuration;

/// <summary><c>LoopWorker:Logging</c>. Levels stand in the section <c>Logging:LogLevel</c>, as for every .NET program.</summary>
public sealed class LoggingSettings
{
    /// <summary>How lines on standard error look: Auto (Json unless it is a terminal), Text or Json.</summary>
    public LogFormat Format { get; set; } = LogFormat.Auto;
}

/// <summary>How what is logged looks on standard error.</summary>
public enum LogFormat
{
    /// <summary><see cref="Text"/> on a terminal, <see cref="Json"/> elsewhere.</summary>
    Auto,

    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,
}
