#!/usr/bin/env python3
"""A second reader of BPMN files, for tests: the JSON of core/bpmn.h as a C header.

usage: bpmn_json.py IN.bpmn OUT.h NAME [--insert FLOW ID ROLE]

--insert puts a user task ID of ROLE into the middle of FLOW, in the file, before it is read.
"""
import json
import sys
import xml.etree.ElementTree as ET

MODEL = '{http://www.omg.org/spec/BPMN/20100524/MODEL}'
ZEEBE = '{http://camunda.org/schema/zeebe/1.0}'


def insert(process, flow_id, task_id, role):
    flow = next(f for f in process.iter(MODEL + 'sequenceFlow') if f.get('id') == flow_id)
    task = ET.SubElement(process, MODEL + 'userTask', id=task_id, name=task_id)
    extension = ET.SubElement(task, MODEL + 'extensionElements')
    ET.SubElement(extension, ZEEBE + 'assignmentDefinition', candidateGroups=role)
    ET.SubElement(process, MODEL + 'sequenceFlow', id=flow_id + '_2', sourceRef=task_id,
                  targetRef=flow.get('targetRef'))
    flow.set('targetRef', task_id)


def read(process):
    nodes, flows = [], []
    for element in process:
        kind = element.tag.replace(MODEL, '')
        if kind == 'sequenceFlow':
            flows.append({'id': element.get('id'), 'from': element.get('sourceRef'),
                          'to': element.get('targetRef'),
                          'condition': element.findtext(MODEL + 'conditionExpression', '')})
            continue
        role = element.find(f'.//{ZEEBE}assignmentDefinition')
        action = element.find(f'.//{ZEEBE}taskDefinition')
        nodes.append({'kind': kind, 'id': element.get('id'), 'name': element.get('name', ''),
                      'role': '' if role is None else role.get('candidateGroups'),
                      'action': '' if action is None else action.get('type'),
                      'default': element.get('default', '')})
    return {'process': {'id': process.get('id'), 'name': process.get('name')}, 'nodes': nodes,
            'flows': flows}


def main():
    source, out, name, *rest = sys.argv[1:]
    process = ET.parse(source).getroot().find(MODEL + 'process')
    if rest:
        insert(process, *rest[1:])
    text = json.dumps(read(process), ensure_ascii=False)
    with open(out, 'w', encoding='utf-8') as file:
        file.write(f'static const char {name}[] = {json.dumps(text, ensure_ascii=False)};\n')


if __name__ == '__main__':
    main()
