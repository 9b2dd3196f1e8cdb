using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Ledger;
using CaseDesk.Model.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseDesk.Pipeline;

/// <summary>A table whose rows matter: its columns in the order of their names, its key, and the request that its rows belong to.</summary>
internal sealed class RowForm
{
    // Before them in a select: key, seq, salt, owner.
    private const int FirstColumn = 4;

    private static readonly ConcurrentDictionary<IModel, IReadOnlyDictionary<IEntityType, RowForm>> Known = new();
    private readonly IReadOnlyList<RowColumn> key;
    private readonly RowColumn? owner;
    private readonly Dictionary<RowColumn, int> ordinals;

    private RowForm(IEntityType entity, string table, IReadOnlyList<string> columns)
    {
        (Entity, Table) = (entity, table);
        var properties = entity.GetProperties().ToDictionary(p => p.GetColumnName(), StringComparer.Ordinal);
        Columns = [.. columns.Order(StringComparer.Ordinal).Select(name => new RowColumn(properties[name], name, CommittedState.Secrets.Contains($"{table}.{name}")))];
        ordinals = Columns.Select((column, place) => (column, place)).ToDictionary(c => c.column, c => c.place);
        key = [.. entity.FindPrimaryKey()!.Properties.Select(p => Columns.Single(c => c.Property == p))];
        owner = Columns.SingleOrDefault(c => c.Name == (entity.ClrType == typeof(LegalRequest) ? "Id" : "RequestId"));
    }

    public IEntityType Entity { get; }

    public string Table { get; }

    public IReadOnlyList<RowColumn> Columns { get; }

    public bool BelongsToARequest => owner is not null;

    /// <summary>All tables that matter, in the order in which they are declared.</summary>
    public static IReadOnlyDictionary<IEntityType, RowForm> Of(CaseDeskDb db) => Known.GetOrAdd(db.Model, model =>
    {
        var entities = model.GetEntityTypes().Where(e => !e.IsOwned()).ToDictionary(e => e.GetTableName()!, StringComparer.Ordinal);
        return CommittedState.Tables.Select(table => new RowForm(entities[table.Key], table.Key, table.Value)).ToDictionary(form => form.Entity);
    });

    public string Key(EntityEntry row) => string.Join('/', key.Select(column => ((Guid)row.CurrentValues[column.Property]!).ToString()));

    public Guid Owner(EntityEntry row) => owner is null ? Guid.Empty : (Guid)row.CurrentValues[owner.Property]!;

    /// <summary>The row as the entity that was just saved has it, in canonical JSON.</summary>
    public string Write(EntityEntry row) => Write(column => column.Sent(row.CurrentValues[column.Property]));

    /// <param name="value">As the provider sends or reads it.</param>
    public string Write(Func<RowColumn, object?> value)
    {
        var json = new StringBuilder(512).Append('{');
        foreach (var column in Columns)
        {
            if (json.Length > 1) json.Append(',');
            CanonicalJson.Quote(json, column.Name);
            column.Write(json.Append(':'), value(column));
        }
        return json.Append('}').ToString();
    }

    /// <summary>Rows as they are stored, each with its key, its owner, and what the desk holds for its last commitment.</summary>
    /// <param name="where">Over <c>t</c>, the row, and <c>s</c>, where its last commitment is found.</param>
    public string Select(bool postgres, string where = "")
    {
        var text = string.Join(" || '/' || ", key.Select(column => postgres ? $"t.\"{column.Name}\"::text" : $"lower(t.\"{column.Name}\")"));
        return $"SELECT {text}, s.\"Seq\", s.\"Salt\", {(owner is null ? "NULL" : $"t.\"{owner.Name}\"")}, {string.Join(", ", Columns.Select(column => $"t.\"{column.Name}\""))} "
            + $"FROM \"{Table}\" t LEFT JOIN \"LedgerStates\" s ON s.\"Table\" = '{Table}' AND s.\"Key\" = {text} {where};";
    }

    /// <summary>One row of <see cref="Select"/>.</summary>
    public (StateLine Line, Guid Owner) Read(DbDataReader row)
    {
        var salt = row.IsDBNull(2) ? [] : row.GetFieldValue<byte[]>(2);
        var line = new StateLine(Table, row.IsDBNull(0) ? "" : row.GetString(0), Write(column => Value(row, FirstColumn + ordinals[column])), row.IsDBNull(1) ? null : row.GetInt64(1), salt.Length == Commitment.SaltSize ? salt : null);
        return (line, owner is null || row.IsDBNull(3) ? Guid.Empty : row.GetGuid(3));
    }

    /// <summary>What cannot be read as its type (a day beyond the calendar) was not written by the desk.</summary>
    private static object? Value(DbDataReader row, int ordinal)
    {
        try
        {
            return row.GetValue(ordinal);
        }
        catch (Exception fault) when (fault is InvalidCastException or OverflowException or ArgumentOutOfRangeException)
        {
            return new Unreadable(fault.Message);
        }
    }

    private sealed record Unreadable(string Why);

    public string OwnedBy(string parameter) => owner is { } column ? $"t.\"{column.Name}\" = {parameter}" : throw new InvalidOperationException($"Rows of {Table} belong to no request.");
}
