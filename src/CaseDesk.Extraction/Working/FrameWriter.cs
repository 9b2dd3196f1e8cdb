using System.Buffers;
using System.Text.Json;

namespace CaseDesk.Extraction.Working;

/// <summary>Writes frames as JSON lines. JSON escapes newlines, so one line is one frame.</summary>
internal sealed class FrameWriter(Stream output) : IDisposable
{
    private const int FlushAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json = new(Stream.Null);

    public void Write(Frame frame)
    {
        json.Reset(buffer);
        json.WriteStartObject();
        WriteParts(frame);
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
        if (buffer.WrittenCount >= FlushAt || frame is not (RowFrame or RejectedFrame))
            Flush();
    }

    public void Flush()
    {
        output.Write(buffer.WrittenSpan);
        output.Flush();
        buffer.ResetWrittenCount();
    }

    public void Dispose() => json.Dispose();

    private void WriteParts(Frame frame)
    {
        switch (frame)
        {
            case RowFrame(var row):
                WriteRow(row);
                break;
            case ProgressFrame(var done):
                json.WriteString("type", "progress");
                json.WriteNumber("done", done.BytesDone);
                json.WriteNumber("total", done.BytesTotal);
                break;
            case RejectedFrame rejected:
                json.WriteString("type", "rejected");
                json.WriteString("source", rejected.Source);
                json.WriteString("path", rejected.Path);
                json.WriteNumber("line", rejected.Line);
                json.WriteNumber("offset", rejected.Offset);
                json.WriteString("reason", rejected.Reason);
                break;
            case FileFrame file:
                WriteFile(file);
                break;
            case AbsentFrame absent:
                json.WriteString("type", "absent");
                json.WriteString("source", absent.Source);
                json.WriteString("path", absent.Path);
                break;
            case FailedFrame failed:
                json.WriteString("type", "failed");
                json.WriteString("reason", failed.Reason);
                json.WriteString("message", failed.Message);
                break;
            case EndFrame end:
                json.WriteString("type", "end");
                json.WriteNumber("rows", end.Rows);
                json.WriteBoolean("writingForbidden", end.WritingForbidden);
                break;
        }
    }

    private void WriteRow(GatedRow row)
    {
        json.WriteString("type", "row");
        json.WriteStartObject("gate");
        json.WriteNumber("read", row.Read);
        json.WriteNumber("item", row.Item);
        json.WriteString("source", row.Source);
        json.WriteString("file", row.File);
        json.WriteNumber("line", row.Line);
        json.WriteNumber("offset", row.Offset);
        json.WriteString("keyType", row.KeyType);
        json.WriteString("keyValue", row.KeyValue);
        if (row.Port is { } port)
            json.WriteNumber("port", port);
        if (row.Instant is { } instant)
            json.WriteString("instant", RecordTimes.Text(instant));
        json.WriteEndObject();
        json.WriteStartObject("values");
        foreach (var (field, value) in row.Values)
            json.WriteString(field, value);
        json.WriteEndObject();
    }

    private void WriteFile(FileFrame file)
    {
        json.WriteString("type", "file");
        json.WriteString("source", file.Source);
        json.WriteString("path", file.Path);
        json.WriteNumber("size", file.Size);
        json.WriteString("sha256", file.Sha256);
        json.WriteBoolean("grew", file.Grew);
        json.WriteNumber("lines", file.Lines);
        json.WriteNumber("records", file.Records);
        json.WriteNumber("rejected", file.Rejected);
        json.WriteNumber("rejectedPossiblySubject", file.RejectedPossiblySubject);
    }
}
