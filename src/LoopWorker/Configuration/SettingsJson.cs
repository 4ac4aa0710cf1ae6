using System.Text.Json.Serialization;

namespace LoopWorker.Configuration;

/// <summary>
/// What is declared as a setting, readable without reflection: the names that a configuration may hold, and the JSON schema,
/// come from here.
/// </summary>
[JsonSerializable(typeof(LoopWorkerSettings))]
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
public sealed partial class SettingsJson : JsonSerializerContext;
