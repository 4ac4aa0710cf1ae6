using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;

namespace LoopWorker.Operations.Users;

/// <summary>Puts a user's pseudonym in place of the key in the details of recorded operations, as in the filter of a replay.</summary>
/// <param name="audit">The records.</param>
/// <param name="locks">Tell what is under way.</param>
/// <param name="user">The user's key.</param>
/// <param name="isDryRun">Whether to count only.</param>
internal sealed class ErasedRecords(AuditLog audit, QueueLocks locks, string user, bool isDryRun)
{
    /// <summary>Rewrites the records that mention the key.</summary>
    /// <returns>How many did, and how many of them are under way and will write the key again.</returns>
    /// <exception cref="Tables.TableException">If the table fails.</exception>
    public async Task<ErasureReport> EraseAsync(CancellationToken cancellation)
    {
        var mentioning = new List<AuditRecord>();
        await foreach (var record in audit.ListAsync(cancellation))
            if (Without(record) is { } rewritten)
                mentioning.Add(rewritten);
        var running = 0;
        foreach (var record in mentioning)
            if (record.Outcome == Outcomes.Running && await locks.IsHeldAsync(record.Subject, cancellation))
                running++;
            else if (!isDryRun)
                await audit.WriteAsync(record, cancellation);
        return new ErasureReport { Records = mentioning.Count, Running = running };
    }

    // Null if there is nothing to rewrite.
    private AuditRecord? Without(AuditRecord record)
    {
        var details = new JsonObject(
            record.Details.Select(detail =>
                // From where to go on: it holds no person's key, and an item's may look like one.
                detail.Key == AuditRecord.Place
                    ? KeyValuePair.Create(detail.Key, detail.Value?.DeepClone())
                    : KeyValuePair.Create(detail.Key, Without(detail.Value))
            )
        );
        var error = record.Error is null ? null : Without(record.Error, isProse: true);
        return error == record.Error && JsonNode.DeepEquals(details, record.Details)
            ? null
            : record with
            {
                Details = details,
                Error = error,
            };
    }

    // Values only: what members are called, whoever reads the record must find again.
    private JsonNode? Without(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members.Select(member => KeyValuePair.Create(member.Key, Without(member.Value)))
            ),
            JsonArray elements => new JsonArray([.. elements.Select(Without)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => Without(
                value.GetValue<string>(),
                isProse: false
            ),
            _ => node?.DeepClone(),
        };

    // Where the key stands by itself: another user's, or a file's name, may contain it.
    private string Without(string text, bool isProse)
    {
        var kept = new StringBuilder();
        var from = 0;
        for (
            var at = text.IndexOf(user, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(user, at + 1, StringComparison.Ordinal)
        )
        {
            var end = at + user.Length;
            if (at < from || IsOfKey(text, at - 1) || (IsOfKey(text, end) && !(isProse && IsPunctuation(text, end))))
                continue;
            kept.Append(text, from, at - from).Append(Subjects.User(user));
            from = end;
        }
        return kept.Append(text, from, text.Length - from).ToString();
    }

    // Whether there is a character there that keys are made of: one that by itself would be a key.
    private static bool IsOfKey(string text, int at) =>
        at >= 0 && at < text.Length && FieldRules.Id.Violation(text[at].ToString()) is null;

    // A sentence ends behind the key.
    private static bool IsPunctuation(string text, int at) =>
        text[at] is '.' or ':' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));
}
