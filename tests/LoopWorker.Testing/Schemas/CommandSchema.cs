using System.Text.Json;
using Json.Schema;

namespace LoopWorker.Testing.Schemas;

/// <summary>What a command promises of its <c>--json</c>: a file in <c>docs/commands</c>.</summary>
public sealed class CommandSchema
{
    private static readonly EvaluationOptions Options = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    private readonly string command;
    private readonly JsonSchema schema;

    private CommandSchema(string command)
    {
        this.command = command;
        schema = SchemaText.Parse(File.ReadAllText(FileOf(command)));
    }

    /// <summary>The folder with a file for each command.</summary>
    public static string Folder { get; } = Repository.At("docs", "commands");

    /// <param name="command">The command's words with dashes between: <c>cards-link</c>.</param>
    /// <exception cref="FileNotFoundException">If the command has no schema.</exception>
    public static CommandSchema Of(string command) => new(command);

    /// <summary>The file of a command's schema, whether or not it is there.</summary>
    public static string FileOf(string command) => Path.Combine(Folder, $"{command}.schema.json");

    /// <summary>Holds what the command printed against its schema.</summary>
    /// <returns>The output, for what else there is to say of it.</returns>
    /// <exception cref="JsonException">If it is not one JSON value.</exception>
    /// <exception cref="InvalidDataException">If it is not as the schema says; the message lists each place.</exception>
    public JsonElement Check(string output)
    {
        using var document = JsonDocument.Parse(output);
        var result = schema.Evaluate(document.RootElement, Options);
        if (!result.IsValid)
            throw new InvalidDataException(
                $"The output of '{command}' is not as {Path.GetFileName(FileOf(command))} says:\n{string.Join('\n', Errors(result))}\n{output}"
            );
        return document.RootElement.Clone();
    }

    private static IEnumerable<string> Errors(EvaluationResults result) =>
        from part in (result.Details ?? []).Prepend(result)
        from error in part.Errors ?? []
        select $"  {(part.InstanceLocation.ToString() is { Length: > 0 } place ? place : "/")}: {error.Value}";
}
