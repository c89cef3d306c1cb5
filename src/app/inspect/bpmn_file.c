#include "app/inspect/bpmn_file.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "app/inspect/verdict.h"
#include "base/json.h"

enum { XML_BYTES_MAX = 2 * 1024 * 1024, JSON_BYTES_MAX = 8 * 1024 * 1024 };

static const char *const model = "http://www.omg.org/spec/BPMN/20100524/MODEL";
static const char *const zeebe = "http://camunda.org/schema/zeebe/1.0";

static struct str text_of(const xmlChar *text) { return str_from_c((const char *)text); }

static bool is_named(const xmlNode *node, const char *namespace, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           str_is(text_of(node->ns->href), namespace) &&
           (name == NULL || str_is(text_of(node->name), name));
}

static const xmlNode *child_named(const xmlNode *node, const char *namespace, const char *name)
{
    const xmlNode *child = node == NULL ? NULL : node->children;
    while (child != NULL && !is_named(child, namespace, name))
        child = child->next;
    return child;
}

/* Copy of an attribute's value; empty when it is not there. */
static struct str attribute(struct arena *arena, const xmlNode *node, const char *name)
{
    if (node == NULL)
        return S("");
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
    struct str copy = str_dup(arena, text_of(value));
    xmlFree(value);
    return copy;
}

static struct str content(struct arena *arena, const xmlNode *node)
{
    if (node == NULL)
        return S("");
    xmlChar *value = xmlNodeGetContent(node);
    struct str copy = str_dup(arena, str_trim(text_of(value)));
    xmlFree(value);
    return copy;
}

static void put(struct json_writer *json, struct arena *arena, const xmlNode *node,
                const char *name)
{
    json_put_text(json, name, attribute(arena, node, name));
}

/* True for children of a node that say nothing about how it runs. */
static bool is_passive(const xmlNode *node)
{
    static const char *const passive[] = {"incoming", "outgoing", "documentation",
                                          "extensionElements", "conditionExpression"};
    if (node->type != XML_ELEMENT_NODE)
        return node->type != XML_ENTITY_REF_NODE;
    for (size_t i = 0; i < sizeof passive / sizeof passive[0]; i++)
        if (is_named(node, model, passive[i]))
            return true;
    return false;
}

/* Something that nobody runs, by the name it has: the import refuses it so. */
static void put_strange(struct json_writer *json, struct arena *arena, const xmlNode *node)
{
    json_open_object(json, NULL);
    json_put_text(json, "kind", text_of(node->name));
    put(json, arena, node, "id");
    put(json, arena, node, "name");
    json_close_object(json);
}

/* What a tool has added to a node or to the process and we do not know: mappings, listeners … */
static void put_extensions(struct json_writer *json, struct arena *arena, const xmlNode *extension)
{
    static const char *const known[] = {"assignmentDefinition", "taskDefinition", "userTask"};
    for (const xmlNode *child = extension == NULL ? NULL : extension->children; child != NULL;
         child = child->next) {
        bool strange = child->type == XML_ELEMENT_NODE;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            strange = strange && !is_named(child, zeebe, known[i]);
        if (strange)
            put_strange(json, arena, child);
    }
}

/* Writes a node, and behind it what it contains that changes its meaning (a timer, a loop):
 * those have kinds that nobody runs. */
static void put_node(struct json_writer *json, struct arena *arena, const xmlNode *node)
{
    const xmlNode *extension = child_named(node, model, "extensionElements");
    const xmlNode *assignment = child_named(extension, zeebe, "assignmentDefinition");
    const xmlNode *action = child_named(extension, zeebe, "taskDefinition");
    json_open_object(json, NULL);
    json_put_text(json, "kind", text_of(node->name));
    put(json, arena, node, "id");
    put(json, arena, node, "name");
    json_put_text(json, "role", attribute(arena, assignment, "candidateGroups"));
    json_put_text(json, "action", attribute(arena, action, "type"));
    put(json, arena, node, "default");
    json_close_object(json);
    put_extensions(json, arena, extension);
    for (const xmlNode *child = node->children; child != NULL; child = child->next)
        if (!is_passive(child))
            put_strange(json, arena, child);
}

static void put_nodes(struct json_writer *json, struct arena *arena, const xmlNode *process)
{
    json_open_array(json, "nodes");
    put_extensions(json, arena, child_named(process, model, "extensionElements"));
    for (const xmlNode *node = process->parent->children; node != NULL; node = node->next)
        if (is_named(node, model, NULL) && node != process && !is_passive(node))
            put_node(json, arena, node); /* beside the process: collaboration, message … */
    for (const xmlNode *node = process->children; node != NULL; node = node->next)
        if (node->type == XML_ELEMENT_NODE && !is_passive(node) &&
            !is_named(node, model, "sequenceFlow"))
            put_node(json, arena, node);
    json_close_array(json);
}

static void put_flows(struct json_writer *json, struct arena *arena, const xmlNode *process)
{
    json_open_array(json, "flows");
    for (const xmlNode *node = process->children; node != NULL; node = node->next) {
        if (!is_named(node, model, "sequenceFlow"))
            continue;
        json_open_object(json, NULL);
        put(json, arena, node, "id");
        json_put_text(json, "from", attribute(arena, node, "sourceRef"));
        json_put_text(json, "to", attribute(arena, node, "targetRef"));
        json_put_text(json, "condition",
                      content(arena, child_named(node, model, "conditionExpression")));
        json_close_object(json);
    }
    json_close_array(json);
}

static void on_error(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static xmlDoc *parse(struct str xml)
{
    if (xml.len > XML_BYTES_MAX)
        verdict_refuse("xml.too_large");
    xmlSetGenericErrorFunc(NULL, on_error);
    xmlDoc *document = xmlReadMemory(xml.ptr, (int)xml.len, NULL, NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (document == NULL)
        verdict_refuse(str_find(xml, S("<!DOCTYPE")) < xml.len ? "xml.doctype" : "xml.broken");
    if (document->intSubset != NULL)
        verdict_refuse("xml.doctype");
    return document;
}

_Noreturn void bpmn_file_to_json(struct arena *arena, struct str xml)
{
    xmlDoc *document = parse(xml);
    const xmlNode *root = xmlDocGetRootElement(document);
    const xmlNode *process = NULL;
    if (root != NULL && is_named(root, model, "definitions"))
        process = child_named(root, model, "process");
    if (process == NULL)
        verdict_refuse("xml.not_bpmn");
    struct buf out;
    buf_init(&out, arena, JSON_BYTES_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_open_object(&json, "process");
    put(&json, arena, process, "id");
    put(&json, arena, process, "name");
    json_close_object(&json);
    put_nodes(&json, arena, process);
    put_flows(&json, arena, process);
    json_close_object(&json);
    if (out.overflowed)
        verdict_refuse("xml.too_large");
    verdict_bytes(buf_str(&out));
}
